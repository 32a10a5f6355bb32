import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { fakeOp } from './support/fake-op.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const directory = temporaryDirectory();
const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
const op = (scenario: object, args: string[], options: { input?: string } = {}) => {
  const { env } = fakeOp(directory, scenario);
  const { status, stdout, stderr } = spawnSync('op', args, {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  return { status, stdout, stderr };
};

test('an item is printed exactly as the kept answer', () => {
  const fields = [
    { label: 'db_password', purpose: 'PASSWORD', value: 'fake-database-password-<&>' },
    { label: 'jwt_secret', section: 'keys', value: 'fake-jwt-secret-of-thirty-two-or-more' },
    { label: 'anthropic_api_key', type: 'STRING', value: 'fake-anthropic-key' },
    { label: 'grafana_password', value: '' },
  ];
  expect(
    op({ items: [{ title: 'ktrdr-local-prod', fields }] }, ['item', 'get', 'ktrdr-local-prod', '--format', 'json']),
  ).toEqual({
    status: 0,
    stdout: fixture('item.json'),
    stderr: '',
  });
});

const errors = readdirSync(fileURLToPath(new URL('fixtures/errors', import.meta.url))).map((file) =>
  file.replace(/\.txt$/, ''),
);

test.each(errors)('fails as in %s', (name) => {
  const { status, stdout, stderr } = op({ fails: name }, ['item', 'get', 'a thing', '--vault', 'V', '--account=A']);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).not.toMatch(/<(time|item|vault|account|each)/);
  if (fixture(`errors/${name}.txt`).includes('<time>'))
    expect(stderr).toMatch(/^(.*\n)?.*\[ERROR\] \d{4}(\/\d\d){2} \d\d(:\d\d){2} /);
});

test('op whoami says that nobody is signed in, although reading works', () => {
  expect(op({ items: [] }, ['whoami'])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('account is not signed in'),
  });
  expect(op({ whoami: 'signed-in' }, ['whoami'])).toMatchObject({ status: 0, stdout: expect.stringContaining('URL:') });
});

test('without --format json values are concealed', () => {
  const { stdout } = op({ items: [{ title: 'x', fields: { a: 'canary' } }] }, ['item', 'get', 'x']);
  expect(stdout).toContain('x');
  expect(stdout).not.toContain('canary');
});

test('an unknown command or flag, the version', () => {
  expect(op({}, ['item', 'get', 'x', '--bogus']).stderr).toMatch(/^\[ERROR\] .* unknown flag: --bogus\n$/);
  expect(op({}, ['nonsense']).stderr).toMatch(/^\[ERROR\] .* unknown command "nonsense" for "op"\n$/);
  expect(op({ version: '2.99.0' }, ['--version']).stdout).toBe('2.99.0\n');
});

test('it notes how its standard input was left', () => {
  const fake = fakeOp(directory, { items: [] });
  spawnSync('op', ['whoami'], { env: fake.env, stdio: ['ignore', 'ignore', 'ignore'] });
  spawnSync('op', ['whoami'], { env: fake.env, input: 'something' });
  spawnSync('/bin/sh', ['-c', 'op whoami <&-'], { env: fake.env });
  expect(fake.calls().map(({ stdin }) => stdin)).toEqual(['null', 'pipe', expect.stringMatching(/closed|null/)]);
});

test('it waits for the end of a pipe that nobody closes', () => {
  const { env } = fakeOp(directory, { items: [] });
  // The pipe stays open for as long as the sleeping process lives.
  const started = Date.now();
  spawnSync('/bin/sh', ['-c', 'sleep 1 | op whoami'], { env });
  expect(Date.now() - started).toBeGreaterThan(900);
});

test('without a scenario: an op to which no account was added', () => {
  const { env } = fakeOp(directory, {});
  const { stderr } = spawnSync('op', ['item', 'get', 'x'], { env: { PATH: env['PATH'] }, encoding: 'utf8' });
  expect(stderr).toContain('No accounts configured for use with 1Password CLI.');
});
