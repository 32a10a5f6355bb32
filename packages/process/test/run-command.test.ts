import { once } from 'node:events';
import { closeSync, existsSync, fstatSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env as processEnv } from 'node:process';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { exitCodeOf, runCommand, type OutputLine } from '../src/index.ts';

// The contract of everything that runs a command. What is asked, what is watched and what has a session of its own differ in nothing else.

const node = process.execPath;
const env = {};
const path = { PATH: processEnv['PATH'] };
const script = (text: string) => ['-e', text] as const;
const onLine = jest.fn();
const directory = mkdtempSync(join(tmpdir(), 'ktrdr-run-'));
afterAll(() => rmSync(directory, { recursive: true }));
const refuse = (): never => {
  throw new Error('cannot read this');
};

describe.each([
  ['asked', {}],
  ['watched', { onLine }],
  ['in a session of its own', { ownSession: true }],
])('a command that is %s', (_name, how) => {
  test('gives exit code and both outputs', async () => {
    const result = await runCommand(node, script("console.log('out'); console.error('err'); process.exit(3)"), {
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
    expect(JSON.parse((await runCommand(node, args, { env, ...how })).stdout)).toEqual(words);
  });

  test('gets the environment that is given, and nothing besides', async () => {
    const { stdout } = await runCommand(node, ['-p', 'JSON.stringify(process.env)'], {
      env: { ONE: '1', EMPTY: '', ABSENT: undefined },
      ...how,
    });
    expect(JSON.parse(stdout)).toEqual({ ONE: '1', EMPTY: '' });
  });

  test('runs in the directory that is given', async () => {
    expect((await runCommand(node, ['-p', 'process.cwd()'], { env, cwd: '/', ...how })).stdout).toBe('/\n');
  });

  test('reads nothing, and does not wait for it', async () => {
    const echo = "process.stdin.on('data', (data) => process.stdout.write(data)).on('end', () => console.log('.'))";
    expect((await runCommand(node, script(echo), { env, ...how })).stdout).toBe('.\n');
  });

  test('has nothing but /dev/null to read, for a program that looks what it is', async () => {
    const looking = "process.exit(require('fs').fstatSync(0).isCharacterDevice() ? 7 : 1)";
    expect(await runCommand(node, script(looking), { env, ...how })).toMatchObject({ exitCode: 7 });
  });

  test('is missing when it is not there', async () => {
    const result = await runCommand('/nowhere/docker', ['ps'], { env, ...how });
    expect(result).toMatchObject({ exitCode: undefined, missing: true, timedOut: false, aborted: false });
  });

  test('says so when it may not be run', async () => {
    const file = join(directory, 'plain-file');
    writeFileSync(file, '', { mode: 0o644 });
    const result = await runCommand(file, [], { env, ...how });
    expect(result).toMatchObject({
      exitCode: undefined,
      missing: false,
      stderr: expect.stringMatching(/permission denied/),
    });
  });

  test('is ended when it takes too long', async () => {
    const result = await runCommand(node, script('setTimeout(() => {}, 60_000)'), { env, timeoutMs: 100, ...how });
    expect(result).toMatchObject({ exitCode: undefined, timedOut: true, aborted: false, missing: false });
  });

  test('is ended by its signal', async () => {
    const controller = new AbortController();
    const running = runCommand(node, script('setTimeout(() => {}, 60_000)'), {
      env,
      signal: controller.signal,
      ...how,
    });
    setTimeout(() => controller.abort(), 100);
    expect(await running).toMatchObject({ exitCode: undefined, timedOut: false, aborted: true });
  });

  test('whose signal has aborted already does not start', async () => {
    const file = join(directory, 'started');
    const writing = script(`require('fs').writeFileSync(${JSON.stringify(file)}, '')`);
    const result = await runCommand(node, writing, { env, signal: AbortSignal.abort(), ...how });
    expect(result).toMatchObject({ exitCode: undefined, aborted: true });
    expect(existsSync(file)).toBe(false);
  });

  test('that is killed has no exit code, and was not aborted', async () => {
    const result = await runCommand(node, script("process.kill(process.pid, 'SIGKILL')"), { env, ...how });
    expect(result).toMatchObject({
      exitCode: undefined,
      signal: 'SIGKILL',
      missing: false,
      timedOut: false,
      aborted: false,
    });
  });

  test.each([
    ['that nothing but SIGKILL ends', 'trap "" INT TERM; while :; do sleep 1; done'],
    ['that ends with 130 when it is told to', 'trap "exit 130" INT TERM; while :; do sleep 1; done'],
    ['that calls it a success', 'trap "exit 0" INT TERM; while :; do sleep 1; done'],
    ['whose own child holds its output', 'sleep 30 & wait'],
    [
      'whose own child goes on writing',
      'trap "exit 130" INT TERM; (trap "" INT TERM; yes | head -c 100M; sleep 30) & wait',
    ],
  ])(
    '%s ends at its time limit, and is reported so',
    async (_, program) => {
      const begin = performance.now();
      const result = await runCommand('sh', ['-c', program], { env: path, timeoutMs: 300, ...how });
      expect(result).toMatchObject({ exitCode: undefined, timedOut: true, aborted: false, missing: false });
      expect(performance.now() - begin).toBeLessThan(25_000);
    },
    60_000,
  );

  test('is not waited for on account of what it leaves behind, and all that it wrote itself is read', async () => {
    const long = "process.stdout.write('x'.repeat(1_000_000) + '\\n')";
    const begin = performance.now();
    const result = await runCommand('sh', ['-c', `sleep 30 & "${node}" -e "${long}"`], { env: path, ...how });
    expect(performance.now() - begin).toBeLessThan(25_000);
    expect(result).toMatchObject({ exitCode: 0, timedOut: false });
    expect(result.stdout).toHaveLength(1_000_001);
  }, 60_000);

  test('is not waited for on account of what it leaves behind and goes on writing', async () => {
    const writing = '(for i in $(seq 600); do echo more; sleep 0.05; done) & echo begun';
    const begin = performance.now();
    const result = await runCommand('sh', ['-c', writing], { env: path, ...how });
    expect(performance.now() - begin).toBeLessThan(25_000);
    expect(result).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^begun$/m) });
  }, 60_000);
});

test('a long answer is given whole', async () => {
  const { stdout } = await runCommand(node, script("process.stdout.write('x'.repeat(20_000_000))"), { env });
  expect(stdout).toHaveLength(20_000_000);
});

describe('a command', () => {
  test('gives a child open files of ours as descriptor 3 and so on', async () => {
    const file = openSync(join(directory, 'inherited'), 'w+');
    const { exitCode } = await runCommand(node, script("require('fs').writeSync(3, 'here')"), {
      env,
      descriptors: [file],
    });
    closeSync(file);
    expect(exitCode).toBe(0);
    expect(readFileSync(join(directory, 'inherited'), 'utf8')).toBe('here');
  });

  test('an interactive child has the standard streams of this process', async () => {
    const { dev, ino } = fstatSync(1);
    const comparing = `const { dev, ino } = fs.fstatSync(1); process.exit(dev === ${dev} && ino === ${ino} ? 7 : 1)`;
    const result = await runCommand(node, script(comparing), { env, interactive: true });
    expect(result).toMatchObject({ exitCode: 7, stdout: '', stderr: '' });
  });

  const echo = "process.stdin.on('data', (data) => process.stdout.write(data)).on('end', () => console.log('.'))";
  test.each([
    ['what is given', { input: 'one\ntwo' }, 'one\ntwo.\n'],
    ['nothing, and closed at once, otherwise', {}, '.\n'],
  ])('standard input is %s', async (_, options, expected) => {
    expect((await runCommand(node, script(echo), { env, ...options })).stdout).toBe(expected);
  });

  const untilInterrupted =
    "process.on('SIGINT', () => { console.log('interrupted'); process.exit(0) }); setInterval(() => {}, 1000); console.log('ready')";

  test('aborting sends SIGINT, so that the command can end cleanly', async () => {
    const controller = new AbortController();
    const lines: string[] = [];
    const result = await runCommand(node, script(untilInterrupted), {
      env,
      signal: controller.signal,
      onLine: ({ text }) => {
        lines.push(text);
        if (text === 'ready') controller.abort();
      },
    });
    expect(lines).toEqual(['ready', 'interrupted']);
    expect(result).toMatchObject({ aborted: true, timedOut: false });
  });

  test('an interactive one has all the time that it takes to end', async () => {
    const slowly = "process.on('SIGINT', () => setTimeout(() => process.exit(7), 6000)); setInterval(() => {}, 1000)";
    const signal = AbortSignal.timeout(1000);
    const result = await runCommand(node, script(slowly), { env, interactive: true, signal });
    expect(result).toMatchObject({ exitCode: 7, aborted: true });
  }, 30_000);

  test.each(['SIGTERM', 'SIGHUP'] as const)(
    'an interactive one gets the %s that has ended this process',
    async (name) => {
      const controller = new AbortController();
      const reason = Object.assign(new Error('ended'), { cause: name });
      const running = runCommand('/bin/sleep', ['60'], { env, interactive: true, signal: controller.signal });
      setTimeout(() => controller.abort(reason), 100);
      const result = await running;
      expect(result).toMatchObject({ exitCode: undefined, signal: name, aborted: true });
      expect(exitCodeOf(result)).toBe(name === 'SIGTERM' ? 143 : 129);
    },
  );

  test('a command that ignores it is killed five seconds later', async () => {
    const controller = new AbortController();
    const deaf = "process.on('SIGINT', () => {}); setInterval(() => {}, 1000); console.log('ready')";
    let abortedAt = 0;
    const result = await runCommand(node, script(deaf), {
      env,
      signal: controller.signal,
      onLine: () => {
        abortedAt = performance.now();
        controller.abort();
      },
    });
    expect(result).toMatchObject({ aborted: true, exitCode: undefined });
    expect(performance.now() - abortedAt).toBeGreaterThan(4_500);
  }, 15_000);
});

describe('with a reader of lines', () => {
  test('a command that is not there is missing also with a reader of lines', async () => {
    const never = jest.fn();
    expect(await runCommand('/nowhere/docker', ['ps'], { env, onLine: never })).toMatchObject({
      exitCode: undefined,
      missing: true,
      stdout: '',
      stderr: '',
    });
    expect(never).not.toHaveBeenCalled();
  });

  test('each line is reported with its stream, the last one also without its end', async () => {
    const lines: OutputLine[] = [];
    const text = "process.stdout.write('one\\n\\nthree'); process.stderr.write('warning\\n')";
    const result = await runCommand(node, script(text), { env, onLine: (line) => lines.push(line) });
    expect(lines.filter(({ stream }) => stream === 'stdout').map((line) => line.text)).toEqual(['one', '', 'three']);
    expect(lines.filter(({ stream }) => stream === 'stderr').map((line) => line.text)).toEqual(['warning']);
    expect(result).toMatchObject({ exitCode: 0, stdout: 'one\n\nthree\n', stderr: 'warning\n' });
  });

  test('lines come while the command runs', async () => {
    const seen = new EventTarget();
    const controller = new AbortController();
    const first = once(seen, 'line');
    const running = runCommand(node, script("console.log('now'); setInterval(() => {}, 1000)"), {
      env,
      signal: controller.signal,
      onLine: () => seen.dispatchEvent(new Event('line')),
    });
    await first;
    controller.abort();
    expect(await running).toMatchObject({ aborted: true });
  });

  test('a reader that fails ends the command, and its error is the result', async () => {
    const running = runCommand(node, script("console.log('one'); setInterval(() => {}, 1000)"), {
      env,
      onLine: refuse,
    });
    await expect(running).rejects.toThrow('cannot read this');
  });

  test('of endless output only the last lines are kept', async () => {
    let count = 0;
    const text = "for (let i = 1; i <= 5000; i += 1) console.log('line ' + i); process.exitCode = 7";
    const result = await runCommand(node, script(text), { env, onLine: () => (count += 1) });
    expect(count).toBe(5000);
    expect(result.exitCode).toBe(7);
    const kept = result.stdout.trimEnd().split('\n');
    expect(kept).toHaveLength(200);
    expect([kept[0], kept.at(-1)]).toEqual(['line 4801', 'line 5000']);
  });
});

describe('in a session of its own', () => {
  test('a command leads a group of its own, which is ended with all that it has started', async () => {
    const deaf = 'trap "" TERM; sleep 60 & sleep 60; sleep 60';
    const controller = new AbortController();
    const lines: string[] = [];
    const begin = performance.now();
    const result = await runCommand('sh', ['-c', `echo $$; ps -o sid= -p $$; ${deaf}`], {
      env: path,
      signal: controller.signal,
      ownSession: true,
      onLine: ({ text }) => {
        if (lines.push(text) === 2) controller.abort();
      },
    });
    expect(performance.now() - begin).toBeLessThan(50_000);
    expect(result).toMatchObject({ exitCode: undefined, aborted: true });
    const [pid, session] = lines.map(Number);
    expect(session).toBe(pid);
    // What is dead, and nobody has asked for yet, does not count.
    const { stdout } = await runCommand('ps', ['-A', '-o', 'pgid=,stat='], { env: path });
    expect(stdout.split('\n').filter((line) => new RegExp(`^ *${pid} +[^Z]`).test(line))).toEqual([]);
  });
});

test('one that writes more than is to be kept is ended, and what came until then is given', async () => {
  const endless = "const more = () => process.stdout.write('x'.repeat(1000), more); more();";
  const result = await runCommand(node, script(endless), { env, mostOutput: 2500 });
  expect(result).toMatchObject({ exitCode: undefined, tooMuch: true, timedOut: false, aborted: false });
  expect(result.stdout).toBe('x'.repeat(2500));
  const enough = await runCommand(node, script("process.stdout.write('x'.repeat(2500))"), { env, mostOutput: 2500 });
  expect(enough).toEqual(expect.not.objectContaining({ tooMuch: true }));
});
