import { CodedError } from '@ktrdr/errors';
import { type Command, CommanderError } from 'commander';
import { errorDocument } from './report-error.ts';
import type { ProgramRun } from './run-main.ts';

/** What a command line is made for. */
export interface CommandLineRun extends ProgramRun {
  /** Is to be told the exit code of the command that ran; without it, that is 0. */
  readonly onDone: (exitCode: number) => void;
}

/** Reads the arguments with the command line that `createProgram` makes for them, and runs the command. @returns the exit code */
export async function runProgram(run: ProgramRun, createProgram: (run: CommandLineRun) => Command): Promise<number> {
  let exitCode = 0;
  const program = createProgram({ ...run, onDone: (code) => (exitCode = code) });
  try {
    await program.parseAsync(run.args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version were printed, and end here with 0; a mistake in the arguments was explained to people by commander.
    if (error.exitCode !== 0 && run.args.includes('--json')) {
      const name = program.name();
      run.process.stdout.write(errorDocument(usageError(error, name), name));
    }
    return error.exitCode;
  }
}

function usageError({ message }: CommanderError, name: string): CodedError {
  const what = message === '(outputHelp)' ? 'A command is missing' : message.replace(/^error: /, '');
  return new CodedError(what, { code: 'USAGE', hint: `For the options: ${name} --help` });
}
