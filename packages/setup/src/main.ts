import { runMain } from '@ktrdr/terminal/main';
import { runProgram } from '@ktrdr/terminal/run-program';
import manifest from '../package.json' with { type: 'json' };
import { createProgram } from './program.ts';

const { version } = manifest;

/** Runs this process's command line, and ends the process. */
export async function main(): Promise<void> {
  await runMain({
    host: process,
    name: 'ktrdr-setup',
    work: async (run) => await runProgram(run, (line) => createProgram({ ...line, version })),
  });
}
