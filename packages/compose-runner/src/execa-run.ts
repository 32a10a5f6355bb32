import type { OutputLine, Run, RunOptions } from './runner.ts';
import { startFailure } from './start-failure.ts';

/** Loads what {@link execaRun} needs, so that the first command that it runs does not wait for that. */
export async function loadExeca(): Promise<void> {
  await import('execa');
}

/** {@link Run} through execa, loaded when the first command runs. */
export const execaRun: Run = async (command, args, options) => {
  const { execa } = await import('execa');
  const { onLine, signal, timeoutMs, interactive = false } = options;
  const child = execa(command, [...args], {
    env: definedOnly(options.env),
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    // With a reader of its own, output that may be endless is not kept as well.
    buffer: onLine === undefined,
    killSignal: 'SIGINT',
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...streams(options),
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  const failures: unknown[] = [];
  const read = async (stream: OutputLine['stream']): Promise<string | undefined> => {
    if (onLine === undefined || interactive) return undefined;
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
  // A command that has ended has an exit code, whatever its error says besides.
  const notStarted = result.exitCode === undefined ? await startFailure(result, command, options) : undefined;
  return {
    exitCode: result.exitCode,
    stdout: stdout ?? textOf(result.stdout),
    stderr: notStarted?.stderr ?? stderr ?? textOf(result.stderr),
    missing: notStarted?.missing ?? false,
    timedOut: result.timedOut,
    aborted: result.isCanceled,
  };
};

interface Streams {
  readonly stdio: ['ignore' | 'inherit' | 'pipe', 'inherit' | 'pipe', 'inherit' | 'pipe', ...3[]];
  readonly input?: string;
}

function streams({ interactive, input, descriptors = [] }: RunOptions): Streams {
  const further = descriptors.filter(isFurther);
  if (interactive === true) return { stdio: ['inherit', 'inherit', 'inherit', ...further] };
  if (input === undefined) return { stdio: ['ignore', 'pipe', 'pipe', ...further] };
  return { stdio: ['pipe', 'pipe', 'pipe', ...further], input };
}

/** Whether it is none of the standard streams. execa passes any number on, but its types know those up to 9 only. */
function isFurther(descriptor: number): descriptor is 3 {
  return descriptor > 2;
}

function textOf(output: unknown): string {
  return typeof output === 'string' ? output : '';
}

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
