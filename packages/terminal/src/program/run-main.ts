import { setMaxListeners } from 'node:events';
import { CodedError, isCodedError } from '@ktrdr/errors';
import { type Command, CommanderError } from 'commander';
import { INTERRUPTED } from './exit-code.ts';
import { createInterruption } from './interruption.ts';
import type { Process } from './process.ts';
import { errorDocument, reportError } from './report-error.ts';
import { hasLeft, type WatchedOutput, watchOutput } from './watch-output.ts';
import { wayOut } from './way-out.ts';

// The only file that ends the process.

export interface ProgramRun {
  readonly process: Process;
  readonly args: readonly string[];
  /** Is to be told the exit code of the command that ran; without it, that is 0. */
  readonly onDone: (exitCode: number) => void;
}

export interface RunMainOptions {
  /** The process that we are. */
  readonly host: NodeJS.Process;
  /** Makes the command line for these arguments. */
  readonly createProgram: (run: ProgramRun) => Command;
}

/** Runs a program to its end, and ends the process: with its exit code, or with that of what it throws, which is reported. */
export async function runMain({ host, createProgram }: RunMainOptions): Promise<void> {
  const exit = wayOut(host);
  const { outside, interruption, output, conclusion } = surroundings(host, exit);
  const args = host.argv.slice(2);
  let exitCode = 0;
  const program = createProgram({ process: outside, args, onDone: (code) => (exitCode = code) });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    // A question whose reader has left ends by that, and well.
    exitCode =
      outside.signal.aborted && !interruption.happened ? 0 : report(error, { args, outside, name: program.name() });
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
    `Cannot write the output: ${output.lost.message}. Make room on its disk, or write it elsewhere.`,
    ...(said.length === 0 ? [] : ['The command itself came to its end:', ...said]),
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
  const interruption = createInterruption({ abort: () => controller.abort(), exit });
  const { interrupt, holdOff } = interruption;
  host.on('SIGINT', interrupt);
  host.on('SIGTERM', interrupt);
  host.on('SIGHUP', interrupt);
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
      interrupt,
      holdOff,
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

function currentDirectory(host: NodeJS.Process): string {
  try {
    return host.cwd();
  } catch (cause) {
    throw new CodedError('The current directory does not exist any more', {
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

function report(error: unknown, { args, outside, name }: Called): number {
  const json = args.includes('--json');
  if (!(error instanceof CommanderError)) {
    if (outside.signal.aborted && !isCodedError(error)) {
      outside.stderr.write('Interrupted.\n');
      return INTERRUPTED;
    }
    return reportError(error, outside, { json, noColor: args.includes('--no-color'), name });
  }
  // Help and version were printed, and end here with 0; a mistake in the arguments was explained to people by commander.
  if (error.exitCode !== 0 && json) {
    outside.stdout.write(errorDocument(usageError(error, name), name));
  }
  return error.exitCode;
}

function usageError({ message }: CommanderError, name: string): CodedError {
  const what = message === '(outputHelp)' ? 'A command is missing' : message.replace(/^error: /, '');
  return new CodedError(what, { code: 'USAGE', hint: `For the options: ${name} --help` });
}
