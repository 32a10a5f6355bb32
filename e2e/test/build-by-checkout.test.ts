import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildByCheckout } from '../src/real/build-by-checkout.ts';
import { git } from '../src/stage/git.ts';

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'ktrdr-e2e-')));
const checkout = join(directory, 'checkout');

beforeAll(async () => {
  mkdirSync(join(checkout, 'deploy', 'docker'), { recursive: true });
  for (const name of ['agent', 'dev']) writeFileSync(join(checkout, 'deploy/docker', `Dockerfile.${name}`), 'FROM x\n');
  await git(directory, 'init', '--quiet', checkout);
  await git(checkout, 'add', '--all');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The variables that put a `docker` in place which does this. */
function docker(script: string): Readonly<Record<string, string | undefined>> {
  writeFileSync(join(directory, 'docker'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { ...process.env, PATH: `${directory}${delimiter}${process.env['PATH'] ?? ''}` };
}

const image = 'ktrdr-agent:dev';
const dockerfile = 'deploy/docker/Dockerfile.agent';

test('the Dockerfile of its name builds it, in the checkout', async () => {
  const expected = `build --quiet --tag ${image} --file ${join(checkout, dockerfile)} ${checkout}`;
  const built = await buildByCheckout({ checkout, image }, docker(`[ "$*" = '${expected}' ]`));
  expect(built).toEqual({ kind: 'built', dockerfile });
});

test('one that cannot be built says why', async () => {
  const built = await buildByCheckout({ checkout, image }, docker('echo one >&2; echo npm: not found >&2; exit 1'));
  expect(built).toEqual({ kind: 'failed', dockerfile, reason: 'npm: not found' });
});

test('without such a Dockerfile nothing is built', async () => {
  expect(await buildByCheckout({ checkout, image: 'ktrdr-other:dev' }, docker('exit 0'))).toEqual({ kind: 'none' });
});
