import { setMaxListeners } from 'node:events';
import { isatty } from 'node:tty';
import { CodedError, isCodedError } from '@ktrdr/errors';
import { INTERRUPTED } from './exit-code.ts';
import { createInterruption } from './interruption.ts';
import type { Process } from './process.ts';
import { hasLeft, type WatchedOutput, watchOutput } from './watch-output.ts';
import { wayOut } from './way-out.ts';

// The only file that ends the process.

/** What a program gets of the process that it runs in. */
export interface ProgramRun {
  readonly process: Process;
  readonly args: readonly string[];
}

export interface RunMainOptions {
  /** The process that we are. */
  readonly host: NodeJS.Process;
  /** How the program was called, for its messages. */
  readonly name: string;
  /** Does what the program is called for, and resolves to the exit code. */
  readonly work: (run: ProgramRun) => Promise<number>;
}

/** Runs a program to its end, and ends the process: with its exit code, or with that of what it throws, which is reported. */
export async function runMain({ host, name, work }: RunMainOptions): Promise<void> {
  const exit = wayOut(host);
  const { outside, interruption, output, conclusion } = surroundings(host, exit);
  const args = host.argv.slice(2);
  let exitCode = 0;
  // Node ends with 0 where nothing is left that it could wait for, also where the work has not come to its end.
  host.once('beforeExit', () => {
    outside.stderr.write(`${name} ended before its work was done.\n`);
    exit(1);
  });
  try {
    exitCode = await work({ process: outside, args });
  } catch (error) {
    // A question whose reader has left ends by that, and well.
    exitCode = outside.signal.aborted && !interruption.happened ? 0 : await report(error, { args, outside, name });
  }
  if (interruption.happened && exitCode !== 0) exitCode = INTERRUPTED;
  // What was written to a pipe may still be on its way, and so may be the news that it did not arrive.
  host.stdout.write('', () => setImmediate(() => exit(finalCode(exitCode, { output, outside, conclusion }))));
}

interface Ending {
  readonly output: WatchedOutput;
  readonly outside: Process;
  /** What a command that may have changed something had to say at its end. */
  readonly conclusion: () => readonly string[];
}

/** A command whose output was not written has not done all that it was asked for; what it has done is said all the same. */
function finalCode(exitCode: number, { output, outside, conclusion }: Ending): number {
  if (exitCode !== 0 || output.lost === undefined || hasLeft(output)) return exitCode;
  const said = conclusion();
  const lines = [
    `Cannot write the output: ${output.lost.message}. Free space on its disk, or write it elsewhere.`,
    ...(said.length === 0 ? [] : ['The command itself finished:', ...said]),
  ];
  outside.stderr.write(`${lines.join('\n')}\n`);
  return 1;
}

/** Ctrl-C aborts what is going on, which ends our child processes; a second one, or two seconds, end us at once, unless something is being undone. */
function surroundings(
  host: NodeJS.Process,
  exit: (exitCode: number) => void,
): {
  readonly outside: Process;
  readonly interruption: { readonly happened: boolean };
  /** What became of stdout. */
  readonly output: WatchedOutput;
  readonly conclusion: Ending['conclusion'];
} {
  const controller = new AbortController();
  // Each child that runs waits for it, and a start has more than ten at once: that is no leak.
  setMaxListeners(0, controller.signal);
  const interruption = createInterruption({ abort: (by) => controller.abort(reasonOf(by)), exit });
  const { interrupt, holdOff, handOver } = interruption;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) host.on(name, () => interrupt(name));
  let onlyAnswers = false;
  let concluded: readonly string[] = [];
  const end = (): void => {
    if (onlyAnswers) controller.abort();
  };
  const output = watchOutput(host.stdout, end);
  let errors: WatchedOutput | undefined;
  return {
    interruption,
    output,
    conclusion: () => (onlyAnswers ? [] : concluded),
    outside: {
      env: host.env,
      cwd: () => currentDirectory(host),
      // Node makes a stream when it is first asked for, and that takes milliseconds.
      get stdin() {
        return host.stdin;
      },
      stdout: host.stdout,
      get stderr() {
        errors ??= watchOutput(host.stderr);
        return host.stderr;
      },
      signal: controller.signal,
      interrupt: () => interrupt(),
      holdOff,
      handOver: () => handOver([0, 1, 2].some((descriptor) => isatty(descriptor))),
      onlyAnswers: () => {
        onlyAnswers = true;
        if (output.lost !== undefined) end();
      },
      concluded: (lines) => {
        concluded = lines;
      },
    },
  };
}

/** A child that has our input and output ends by the same signal. */
function reasonOf(by: NodeJS.Signals): unknown {
  return Object.assign(new DOMException('This operation was aborted', 'AbortError'), { cause: by });
}

function currentDirectory(host: NodeJS.Process): string {
  try {
    return host.cwd();
  } catch (cause) {
    throw new CodedError('The current directory no longer exists', {
      code: 'NO_DIRECTORY',
      hint: 'Go to a directory that exists (cd ~) and run the command again.',
      cause,
    });
  }
}

interface Called {
  readonly args: readonly string[];
  readonly outside: Process;
  readonly name: string;
}

async function report(error: unknown, { args, outside, name }: Called): Promise<number> {
  const end = args.indexOf('--');
  const events = (end === -1 ? args : args.slice(0, end)).includes('--events');
  const isInterrupted = outside.signal.aborted && !isCodedError(error);
  if (isInterrupted && !events) {
    outside.stderr.write('Interrupted.\n');
    return INTERRUPTED;
  }
  // Most runs end without an error.
  const { asRefusal, reportError } = await import('./report-error.ts');
  const told = isInterrupted ? new CodedError('Interrupted', { code: 'INTERRUPTED', cause: error }) : asRefusal(error);
  return reportError(told, outside, {
    json: args.includes('--json'),
    noColor: args.includes('--no-color'),
    events,
    name,
  });
}
