import type { OutputLine, Run } from './runner.ts';

/** {@link Run} through execa, loaded when the first command runs. */
export const execaRun: Run = async (command, args, options) => {
  const { execa } = await import('execa');
  const { onLine, signal, timeoutMs } = options;
  const child = execa(command, [...args], {
    env: definedOnly(options.env),
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    // With a reader of its own, output that may be endless is not kept as well.
    buffer: onLine === undefined,
    killSignal: 'SIGINT',
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  const failures: unknown[] = [];
  const read = async (stream: OutputLine['stream']): Promise<string | undefined> => {
    if (onLine === undefined) return undefined;
    return await eachLine(child.iterable({ from: stream }), (text) => {
      try {
        onLine({ stream, text });
      } catch (error) {
        // A reader that cannot go on ends the command, which would otherwise go on without one.
        failures.push(error);
        child.kill('SIGINT');
      }
    });
  };
  const [result, stdout, stderr] = await Promise.all([child, read('stdout'), read('stderr')]);
  if (failures.length > 0) throw failures[0];
  return {
    exitCode: result.exitCode,
    stdout: stdout ?? result.stdout,
    stderr: stderr ?? result.stderr,
    missing: result.code === 'ENOENT' && result.exitCode === undefined,
    timedOut: result.timedOut,
    aborted: result.isCanceled,
  };
};

const KEPT_LINES = 200;

/** Reports each line and gives back the last ones, which is where a failing tool says why. */
async function eachLine(lines: AsyncIterable<unknown>, report: (text: string) => void): Promise<string> {
  const kept: string[] = [];
  for await (const line of lines) {
    const text = String(line);
    report(text);
    kept.push(text);
    if (kept.length > KEPT_LINES) kept.shift();
  }
  return kept.map((line) => `${line}\n`).join('');
}

function definedOnly(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}
