import type { ProgramRun } from '@ktrdr/terminal/main';
import { runProgram } from '@ktrdr/terminal/run-program';
import { createProgram } from './program.ts';

/** Runs any command line of `ktrdr`, and resolves to the exit code. */
export async function runCommandLine(
  run: ProgramRun,
  named: { readonly name: string; readonly version: string },
): Promise<number> {
  return await runProgram(run, (line) => createProgram({ ...line, ...named }));
}
