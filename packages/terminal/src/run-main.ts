import { CodedError, isCodedError } from '@ktrdr/errors';
import { type Command, CommanderError } from 'commander';
import { INTERRUPTED } from './exit-code.ts';
import type { Process } from './process.ts';
import { errorDocument, reportError } from './report-error.ts';

// The only file that knows process.exit.

const END_AT_LATEST_MS = 2_000;

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
  const { outside, interruption } = surroundings(host);
  const args = host.argv.slice(2);
  let exitCode = 0;
  const program = createProgram({ process: outside, args, onDone: (code) => (exitCode = code) });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    exitCode = report(error, { args, outside, name: program.name() });
  }
  if (interruption.happened && exitCode !== 0) exitCode = INTERRUPTED;
  // What was written to a pipe may still be on its way.
  host.stdout.write('', () => host.exit(exitCode));
}

/** Ctrl-C aborts what is going on, which ends our child processes; a second one, or two seconds, end us at once. */
function surroundings(host: NodeJS.Process): {
  readonly outside: Process;
  readonly interruption: { happened: boolean };
} {
  const controller = new AbortController();
  const interruption = { happened: false };
  const interrupt = (): void => {
    if (interruption.happened) host.exit(INTERRUPTED);
    interruption.happened = true;
    controller.abort();
    setTimeout(() => host.exit(INTERRUPTED), END_AT_LATEST_MS).unref();
  };
  host.on('SIGINT', interrupt);
  host.on('SIGTERM', interrupt);
  host.on('SIGHUP', interrupt);
  // A reader that went away (`ktrdr … | head`) is no reason for a stack trace.
  host.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    controller.abort();
  });
  return {
    interruption,
    outside: {
      env: host.env,
      cwd: () => currentDirectory(host),
      // Node makes a stream when it is first asked for, and that takes milliseconds.
      get stdin() {
        return host.stdin;
      },
      stdout: host.stdout,
      get stderr() {
        return host.stderr;
      },
      signal: controller.signal,
      interrupt,
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
