import { CodedError, isCodedError } from '@ktrdr/errors';
import { CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { INTERRUPTED } from './exit-code.ts';
import { createProgram } from './program.ts';
import type { Process } from './session.ts';

// The only file that knows process.exit.

const END_AT_LATEST_MS = 2_000;

async function main(args: readonly string[]): Promise<number> {
  const { outside, interruption } = surroundings();
  let exitCode = 0;
  try {
    const program = createProgram({ process: outside, version: manifest.version, onDone: (code) => (exitCode = code) });
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    exitCode = await report(error, args, outside);
  }
  return interruption.happened && exitCode !== 0 ? INTERRUPTED : exitCode;
}

/** Ctrl-C aborts what is going on, which ends our child processes; a second one, or two seconds, end us at once. */
function surroundings(): { readonly outside: Process; readonly interruption: { happened: boolean } } {
  const controller = new AbortController();
  const interruption = { happened: false };
  const interrupt = (): void => {
    if (interruption.happened) process.exit(INTERRUPTED);
    interruption.happened = true;
    controller.abort();
    setTimeout(() => process.exit(INTERRUPTED), END_AT_LATEST_MS).unref();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.on('SIGHUP', interrupt);
  // A reader that went away (`ktrdr … | head`) is no reason for a stack trace.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    controller.abort();
  });
  return {
    interruption,
    outside: {
      env: process.env,
      cwd: currentDirectory,
      stdin: process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      signal: controller.signal,
      interrupt,
    },
  };
}

function currentDirectory(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new CodedError('The current directory does not exist any more', {
      code: 'NO_DIRECTORY',
      hint: 'Go to a directory that exists (cd ~) and run the command again.',
      cause,
    });
  }
}

async function report(error: unknown, args: readonly string[], outside: Process): Promise<number> {
  const json = args.includes('--json');
  // Help and version were printed, and end here with 0; a mistake in the arguments was explained by commander.
  if (error instanceof CommanderError && (error.exitCode === 0 || !json)) return error.exitCode;
  if (outside.signal.aborted && !isCodedError(error)) {
    outside.stderr.write('Interrupted.\n');
    return INTERRUPTED;
  }
  const { reportError } = await import('./report-error.ts');
  const usage = error instanceof CommanderError && usageError(error);
  return reportError(usage || error, outside, { json, noColor: args.includes('--no-color') });
}

function usageError({ message }: CommanderError): CodedError {
  return new CodedError(message, { code: 'USAGE', hint: 'For the commands and their options: ktrdr --help' });
}

const exitCode = await main(process.argv.slice(2));
// What was written to a pipe may still be on its way.
process.stdout.write('', () => process.exit(exitCode));
