import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import { fakeOp } from './support/fake-op.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
const home = temporaryDirectory();
const run = (scenario: object) => {
  const { env } = fakeOp(home, scenario);
  return spawnSync(process.execPath, [join(home, 'example.mjs')], { env, encoding: 'utf8' });
};

beforeAll(() => {
  const packageDirectory = fileURLToPath(new URL('..', import.meta.url));
  execFileSync(process.execPath, ['../../scripts/build-test-programs.mjs', home], {
    cwd: packageDirectory,
    stdio: 'pipe',
  });
});

test('the example of the README does what it says', () => {
  const example = read('programs/example.ts').replace('../../src/index.ts', '@ktrdr/secrets');
  expect(read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``);

  const fields = { db_password: 'p@ss-canary', jwt_secret: 'canary'.repeat(6) };
  const { status, stdout, stderr } = run({ items: [{ title: 'my-service-dev', fields }] });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toBe(
    'DB_PASSWORD, PGPASSWORD, JWT_SECRET\ncannot connect to postgresql://me:[redacted]@localhost/my\n',
  );
});

test('and without the item it ends with an error that says how to make it', () => {
  const { status, stdout, stderr } = run({ items: [] });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain("reason: 'no-item'");
  expect(stderr).toContain('op item create --category=securenote --title=my-service-dev');
});
