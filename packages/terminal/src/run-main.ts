import { CodedError, isCodedError } from '@ktrdr/errors';
import type { CommanderError } from 'commander';
import { INTERRUPTED } from './exit-code.ts';
import type { Process } from './process.ts';

// The only file that knows process.exit.

const END_AT_LATEST_MS = 2_000;

/** A program: reads its arguments, does its work and resolves to its exit code. */
export type Main = (outside: Process, args: readonly string[]) => Promise<number>;

export interface RunMainOptions {
  /** The process that we are. */
  readonly host: NodeJS.Process;
  /** The program as typed, for its help: `ktrdr`. */
  readonly name: string;
  readonly main: Main;
}

/** Runs a program to its end, and ends the process: with its exit code, or with that of what it throws, which is reported. */
export async function runMain({ host, name, main }: RunMainOptions): Promise<void> {
  const { outside, interruption } = surroundings(host);
  const args = host.argv.slice(2);
  const ended = await main(outside, args).catch(async (error: unknown) => await report(error, { args, outside, name }));
  const exitCode = interruption.happened && ended !== 0 ? INTERRUPTED : ended;
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
      stdin: host.stdin,
      stdout: host.stdout,
      stderr: host.stderr,
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

async function report(error: unknown, { args, outside, name }: Called): Promise<number> {
  const json = args.includes('--json');
  // Whoever threw one has loaded it.
  const { CommanderError: UsageError } = await import('commander');
  // Help and version were printed, and end here with 0; a mistake in the arguments was explained by commander.
  if (error instanceof UsageError && (error.exitCode === 0 || !json)) return error.exitCode;
  if (outside.signal.aborted && !isCodedError(error)) {
    outside.stderr.write('Interrupted.\n');
    return INTERRUPTED;
  }
  const { reportError } = await import('./report-error.ts');
  const usage = error instanceof UsageError && usageError(error, name);
  return reportError(usage || error, outside, { json, noColor: args.includes('--no-color') });
}

function usageError({ message }: CommanderError, name: string): CodedError {
  return new CodedError(message, { code: 'USAGE', hint: `For the options: ${name} --help` });
}
