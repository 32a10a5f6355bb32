import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the pnpm that packs is the one that installs', () => {
  const [, version] = /"packageManager": "pnpm@([\d.]+)"/.exec(read('package.json')) ?? [];
  expect(read('pnpm-workspace.yaml')).toContain(`\n  pnpm: ${version}\n`);
});

test('the lockfile names no registry: packages come from the one that is configured', () => {
  expect(read('pnpm-lock.yaml')).not.toMatch(/https?:|tarball:/);
});
