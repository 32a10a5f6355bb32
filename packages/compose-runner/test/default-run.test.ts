import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env as processEnv } from 'node:process';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { defaultRun } from '../src/index.ts';

// What is asked, what is watched and what has a session of its own are run by different means, and give the same.

const node = process.execPath;
const env = {};
const script = (text: string) => ['-e', text] as const;
const onLine = jest.fn();
const directory = mkdtempSync(join(tmpdir(), 'ktrdr-run-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe.each([
  ['asked', {}],
  ['watched', { onLine }],
  ['in a session of its own', { ownSession: true }],
])('a command that is %s', (_, how) => {
  test('gives exit code and both outputs', async () => {
    const result = await defaultRun(node, script("console.log('out'); console.error('err'); process.exit(3)"), {
      env,
      ...how,
    });
    expect(result).toEqual({
      exitCode: 3,
      stdout: 'out\n',
      stderr: 'err\n',
      missing: false,
      timedOut: false,
      aborted: false,
    });
  });

  test('gets its arguments without a shell', async () => {
    const words = ['a b', '$HOME', '; true', '`id`', '*', "it's", ''];
    const args = ['-p', 'JSON.stringify(process.argv.slice(1))', '--', ...words];
    expect(JSON.parse((await defaultRun(node, args, { env, ...how })).stdout)).toEqual(words);
  });

  test('gets the environment that is given, and nothing besides', async () => {
    const { stdout } = await defaultRun(node, ['-p', 'JSON.stringify(process.env)'], {
      env: { ONE: '1', EMPTY: '', ABSENT: undefined },
      ...how,
    });
    expect(JSON.parse(stdout)).toEqual({ ONE: '1', EMPTY: '' });
  });

  test('runs in the directory that is given', async () => {
    expect((await defaultRun(node, ['-p', 'process.cwd()'], { env, cwd: '/', ...how })).stdout).toBe('/\n');
  });

  test('reads nothing, and does not wait for it', async () => {
    const echo = "process.stdin.on('data', (data) => process.stdout.write(data)).on('end', () => console.log('.'))";
    expect((await defaultRun(node, script(echo), { env, ...how })).stdout).toBe('.\n');
  });

  test('has nothing but /dev/null to read, for a program that looks what it is', async () => {
    const looking = "process.exit(require('fs').fstatSync(0).isCharacterDevice() ? 7 : 1)";
    expect(await defaultRun(node, script(looking), { env, ...how })).toMatchObject({ exitCode: 7 });
  });

  test('is missing when it is not there', async () => {
    const result = await defaultRun('/nowhere/docker', ['ps'], { env, ...how });
    expect(result).toMatchObject({ exitCode: undefined, missing: true, timedOut: false, aborted: false });
  });

  test('says so when it may not be run', async () => {
    const file = join(directory, 'plain-file');
    writeFileSync(file, '', { mode: 0o644 });
    const result = await defaultRun(file, [], { env, ...how });
    expect(result).toMatchObject({
      exitCode: undefined,
      missing: false,
      stderr: expect.stringMatching(/permission denied/),
    });
  });

  test('is ended when it takes too long', async () => {
    const result = await defaultRun(node, script('setTimeout(() => {}, 60_000)'), { env, timeoutMs: 100, ...how });
    expect(result).toMatchObject({ exitCode: undefined, timedOut: true, aborted: false, missing: false });
  });

  test('is ended by its signal', async () => {
    const controller = new AbortController();
    const running = defaultRun(node, script('setTimeout(() => {}, 60_000)'), {
      env,
      signal: controller.signal,
      ...how,
    });
    setTimeout(() => controller.abort(), 100);
    expect(await running).toMatchObject({ exitCode: undefined, timedOut: false, aborted: true });
  });

  test('whose signal has aborted already does not go on', async () => {
    const result = await defaultRun(node, script('setTimeout(() => {}, 60_000)'), {
      env,
      signal: AbortSignal.abort(),
      ...how,
    });
    expect(result).toMatchObject({ aborted: true });
  });

  test('that is killed has no exit code, and was not aborted', async () => {
    const result = await defaultRun(node, script("process.kill(process.pid, 'SIGKILL')"), { env, ...how });
    expect(result).toMatchObject({ exitCode: undefined, missing: false, timedOut: false, aborted: false });
  });
});

test('a long answer is given whole', async () => {
  const { stdout } = await defaultRun(node, script("process.stdout.write('x'.repeat(20_000_000))"), { env });
  expect(stdout).toHaveLength(20_000_000);
});

describe('in a session of its own', () => {
  const path = { PATH: processEnv['PATH'] };

  test('a command leads a group of its own, which is ended with all that it has started', async () => {
    const deaf = 'trap "" TERM; sleep 60 & sleep 60; sleep 60';
    const begin = performance.now();
    const result = await defaultRun('sh', ['-c', `echo $$; ps -o sid= -p $$; ${deaf}`], {
      env: path,
      timeoutMs: 300,
      ownSession: true,
    });
    expect(performance.now() - begin).toBeLessThan(20_000);
    expect(result).toMatchObject({ exitCode: undefined, timedOut: true });
    const [pid, session] = result.stdout.split('\n').map(Number);
    expect(session).toBe(pid);
    // What is dead, and nobody has asked for yet, does not count.
    const { stdout } = await defaultRun('ps', ['-A', '-o', 'pgid=,stat='], { env: path });
    expect(stdout.split('\n').filter((line) => new RegExp(`^ *${pid} +[^Z]`).test(line))).toEqual([]);
  });

  test('what it leaves behind in another session does not keep it waiting, and all that it wrote itself is read', async () => {
    const long = "process.stdout.write('x'.repeat(1_000_000))";
    const leaving = `setsid sleep 20 & "${node}" -e "${long}"`;
    const begin = performance.now();
    const result = await defaultRun('sh', ['-c', leaving], { env: path, ownSession: true });
    expect(performance.now() - begin).toBeLessThan(15_000);
    expect(result).toMatchObject({ exitCode: 0, timedOut: false });
    expect(result.stdout).toHaveLength(1_000_000);
  });
});
