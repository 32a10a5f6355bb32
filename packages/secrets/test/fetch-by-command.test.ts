import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { env as processEnv } from 'node:process';
import { describe, expect, test } from '@jest/globals';
import { temporaryDirectory } from '@ktrdr/test-support';
import { fetchByCommand, ktrdrSecrets } from '../src/index.ts';
import { caught } from './support/caught.ts';

const directory = temporaryDirectory();
const env = { PATH: processEnv['PATH'] };
const fetch = async (script: string, more: object = {}) =>
  await fetchByCommand({ command: ['sh', '-c', script], name: 'the command of x', env, cwd: directory, ...more });

const VALUES = {
  db_password: 'canary \'"$\\ ü',
  jwt_secret: 'canary-jwt-secret-of-thirty-two-or-more',
  OTHER: 'canary-o',
};
const printing = `cat <<'END'\n${JSON.stringify(VALUES)}\nEND\n`;

test('its fields are those of the object, exactly', async () => {
  const item = await fetch(printing);
  expect(item.labels).toEqual(Object.keys(VALUES));
  expect(item.pick([{ label: 'db_password' }, { label: 'OTHER', optional: true }])).toEqual({
    db_password: VALUES.db_password,
    OTHER: VALUES.OTHER,
  });
});

test('it gets arguments as they are, nothing on standard input, its directory and its environment', async () => {
  const command = ['sh', '-c', 'printf \'{"a":"%s|%s|%s|%s"}\' "$1" "$(cat | wc -c)" "$PWD" "$X"', 'sh', '$HOME a'];
  const item = await fetchByCommand({ command, name: 'n', env: { ...env, X: 'x' }, cwd: directory });
  expect(item.pick([{ label: 'a' }])['a']).toMatch(/^\$HOME a\|\s*0\|.*\|x$/);
});

test('a field that is missing or wrong is named, and the command', async () => {
  const item = await fetch('echo \'{"jwt_secret": "canary-short"}\'');
  const error = await caught(Promise.resolve().then(() => item.pick(ktrdrSecrets)));
  expect(error.message).toMatch(/^The command of x: there is no field db_password; .*jwt_secret is shorter/);
  expect(error).toMatchObject({ reason: 'field-missing', hint: 'Make it print them: sh' });
  expect(error.detail).toBe('Fields of the item: jwt_secret');
  const without = item.withoutValues();
  expect(without.has([{ label: 'jwt_secret' }])).toEqual(['jwt_secret']);
  const same = await caught(Promise.resolve().then(() => without.has(ktrdrSecrets)));
  expect([same.message, same.hint]).toEqual([error.message, error.hint]);
});

describe('failures say why, and no value', () => {
  test.each([
    [
      `${printing}echo "no: canary-o canary-jwt-secret-of-thirty-two-or-more" >&2; exit 3`,
      'failed',
      /exit code 3: sh$/,
    ],
    [
      'printf "db_password=canary-line\\n"; echo "have db_password=canary-line" >&2',
      'unexpected-output',
      /something other than one JSON object of strings/,
    ],
    ['echo \'{"a": 1, "b": "canary-b"}\'; echo canary-b >&2', 'unexpected-output', /something other/],
    ['echo \'["canary-list"]\'; echo canary-list >&2', 'unexpected-output', /something other/],
    [`${printing}${printing}`, 'unexpected-output', /something other/],
    ['true', 'unexpected-output', /something other/],
    ['kill -9 $$', 'failed', /was killed/],
    ['yes canary', 'unexpected-output', /more than 256 KiB/],
    ['seq 1000000 2000000; echo canary >&2; exit 3', 'unexpected-output', /more than 256 KiB/],
    ['seq 100000 110000; echo canary >&2; exit 3', 'failed', /exit code 3/],
  ] as const)('%j', async (script, reason, message) => {
    const error = await caught(fetch(script));
    expect(error).toMatchObject({ code: 'SECRETS_UNAVAILABLE', reason, message: expect.stringMatching(message) });
    expect(JSON.stringify([error.message, error.hint, error.detail])).not.toMatch(/canary/);
  });

  test('a program that is not there', async () => {
    const command = ['no-such-program', 'canary-argument'];
    const error = await caught(fetchByCommand({ command, name: 'the command of x', env, cwd: directory }));
    expect(error).toMatchObject({
      reason: 'not-installed',
      message: 'The command of x does not exist: no-such-program',
    });
  });

  test('what it says itself is kept', async () => {
    expect((await caught(fetch('echo "locked: run unlock" >&2; exit 1'))).detail).toBe('locked: run unlock');
  });
});

test('a time-out ends it with all that it has started', async () => {
  const file = join(directory, 'child');
  const script = `sh -c 'trap "" TERM; sleep 4; echo still > "${file}"' & echo $! > "${file}.pid"; wait; sleep 60`;
  const error = await caught(fetch(script, { timeoutMs: 500 }));
  expect(error).toMatchObject({ reason: 'timed-out', message: expect.stringMatching(/within 0\.5 s/) });
  expect(Number(readFileSync(`${file}.pid`, 'utf8'))).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  expect(existsSync(file)).toBe(false);
}, 20_000);

test('an abort ends it, and is not a failure of its own', async () => {
  const reason = new Error('enough');
  const controller = new AbortController();
  const fetching = fetch('sleep 60', { signal: controller.signal });
  setTimeout(() => controller.abort(reason), 200);
  await expect(fetching).rejects.toBe(reason);
});
