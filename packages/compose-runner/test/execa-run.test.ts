import { once } from 'node:events';
import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { execaRun, type OutputLine } from '../src/index.ts';

const node = process.execPath;
const script = (text: string) => ['-e', text] as const;
const env = {};
const directory = mkdtempSync(join(tmpdir(), 'ktrdr-run-'));
afterAll(() => rmSync(directory, { recursive: true }));
const refuse = (): never => {
  throw new Error('cannot read this');
};

describe('execaRun', () => {
  test('gives exit code and both outputs, as they are', async () => {
    const result = await execaRun(node, script("console.log('out'); console.error('err'); process.exit(3)"), { env });
    expect(result).toEqual({
      exitCode: 3,
      stdout: 'out\n',
      stderr: 'err\n',
      missing: false,
      timedOut: false,
      aborted: false,
    });
  });

  test('passes arguments on without a shell', async () => {
    const words = ['a b', '$HOME', '; true', '`id`', '*', "it's", ''];
    const { stdout } = await execaRun(node, ['-p', 'JSON.stringify(process.argv.slice(1))', '--', ...words], { env });
    expect(JSON.parse(stdout)).toEqual(words);
  });

  test('gives a child open files of ours as descriptor 3 and so on', async () => {
    const file = openSync(join(directory, 'inherited'), 'w+');
    const { exitCode } = await execaRun(node, script("require('fs').writeSync(3, 'here')"), {
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
    const result = await execaRun(node, script(comparing), { env, interactive: true });
    expect(result).toMatchObject({ exitCode: 7, stdout: '', stderr: '' });
  });

  test('a command that is not there is missing, and no exception', async () => {
    const result = await execaRun('/nowhere/docker', ['ps'], { env });
    expect(result).toMatchObject({ exitCode: undefined, missing: true, timedOut: false, aborted: false });
  });

  test('a command that is not there is missing also with a reader of lines', async () => {
    const onLine = jest.fn();
    expect(await execaRun('/nowhere/docker', ['ps'], { env, onLine })).toMatchObject({
      exitCode: undefined,
      missing: true,
      stdout: '',
      stderr: '',
    });
    expect(onLine).not.toHaveBeenCalled();
  });

  test('the environment is what is given, and nothing besides', async () => {
    const { stdout } = await execaRun(node, ['-p', 'JSON.stringify(process.env)'], {
      env: { ONE: '1', EMPTY: '', ABSENT: undefined },
    });
    expect(JSON.parse(stdout)).toEqual({ ONE: '1', EMPTY: '' });
  });

  test('the directory is the one given', async () => {
    expect((await execaRun(node, ['-p', 'process.cwd()'], { env, cwd: '/' })).stdout).toBe('/\n');
  });

  const echo = "process.stdin.on('data', (data) => process.stdout.write(data)).on('end', () => console.log('.'))";
  test.each([
    ['what is given', { input: 'one\ntwo' }, 'one\ntwo.\n'],
    ['nothing, and closed at once, otherwise', {}, '.\n'],
  ])('standard input is %s', async (_, options, expected) => {
    expect((await execaRun(node, script(echo), { env, ...options })).stdout).toBe(expected);
  });

  test('a command that takes too long is ended', async () => {
    const result = await execaRun(node, script('setTimeout(() => {}, 60_000)'), { env, timeoutMs: 100 });
    expect(result).toMatchObject({ exitCode: undefined, timedOut: true, aborted: false, missing: false });
  });

  const untilInterrupted =
    "process.on('SIGINT', () => { console.log('interrupted'); process.exit(0) }); setInterval(() => {}, 1000); console.log('ready')";

  test('aborting sends SIGINT, so that the command can end cleanly', async () => {
    const controller = new AbortController();
    const lines: string[] = [];
    const result = await execaRun(node, script(untilInterrupted), {
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

  test('a command that ignores it is killed five seconds later', async () => {
    const controller = new AbortController();
    const deaf = "process.on('SIGINT', () => {}); setInterval(() => {}, 1000); console.log('ready')";
    let abortedAt = 0;
    const result = await execaRun(node, script(deaf), {
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

  test('a signal that is aborted already runs nothing for long', async () => {
    const result = await execaRun(node, script('setTimeout(() => {}, 60_000)'), { env, signal: AbortSignal.abort() });
    expect(result).toMatchObject({ aborted: true });
  });
});

describe('with a reader of lines', () => {
  test('each line is reported with its stream, the last one also without its end', async () => {
    const lines: OutputLine[] = [];
    const text = "process.stdout.write('one\\n\\nthree'); process.stderr.write('warning\\n')";
    const result = await execaRun(node, script(text), { env, onLine: (line) => lines.push(line) });
    expect(lines.filter(({ stream }) => stream === 'stdout').map((line) => line.text)).toEqual(['one', '', 'three']);
    expect(lines.filter(({ stream }) => stream === 'stderr').map((line) => line.text)).toEqual(['warning']);
    expect(result).toMatchObject({ exitCode: 0, stdout: 'one\n\nthree\n', stderr: 'warning\n' });
  });

  test('lines come while the command runs', async () => {
    const seen = new EventTarget();
    const controller = new AbortController();
    const first = once(seen, 'line');
    const running = execaRun(node, script("console.log('now'); setInterval(() => {}, 1000)"), {
      env,
      signal: controller.signal,
      onLine: () => seen.dispatchEvent(new Event('line')),
    });
    await first;
    controller.abort();
    expect(await running).toMatchObject({ aborted: true });
  });

  test('a reader that fails ends the command, and its error is the result', async () => {
    const running = execaRun(node, script("console.log('one'); setInterval(() => {}, 1000)"), { env, onLine: refuse });
    await expect(running).rejects.toThrow('cannot read this');
  });

  test('of endless output only the last lines are kept', async () => {
    let count = 0;
    const text = "for (let i = 1; i <= 5000; i += 1) console.log('line ' + i); process.exitCode = 7";
    const result = await execaRun(node, script(text), { env, onLine: () => (count += 1) });
    expect(count).toBe(5000);
    expect(result.exitCode).toBe(7);
    const kept = result.stdout.trimEnd().split('\n');
    expect(kept).toHaveLength(200);
    expect([kept[0], kept.at(-1)]).toEqual(['line 4801', 'line 5000']);
  });
});
