import { runMain } from '@ktrdr/terminal/main';
import manifest from '../package.json' with { type: 'json' };
import { createProgram } from './program/program.ts';

const { version } = manifest;

/** Runs this process's command line, and ends the process. @param name how the command was called: `ktrdr` or `ktrdr-env` */
export async function main(name: string): Promise<void> {
  await runMain({ host: process, createProgram: (run) => createProgram({ ...run, name, version }) });
}
