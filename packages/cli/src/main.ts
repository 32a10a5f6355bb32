import { runMain } from '@ktrdr/terminal/main';
import manifest from '../package.json' with { type: 'json' };
import { readQuickly } from './program/quick-commands.ts';

const { version } = manifest;

/** Runs this process's command line, and ends the process. @param name how the command was called: `ktrdr` or `ktrdr-env` */
export async function main(name: string): Promise<void> {
  await runMain({
    host: process,
    name,
    async work(run) {
      const quick = readQuickly(run.args);
      if (quick !== undefined) return await quick.run(run.process, name);
      const { runCommandLine } = await import('./program/run-command-line.ts');
      return await runCommandLine(run, { name, version });
    },
  });
}

/** Writes the help of every command, which the file that is started prints without loading a command line. A part of the build. */
export async function writeHelp(file: string): Promise<void> {
  await runMain({
    host: process,
    name: 'ktrdr',
    async work(run) {
      const { helpTexts } = await import('./program/help-texts.ts');
      const { writeFile } = await import('node:fs/promises');
      await writeFile(file, JSON.stringify(helpTexts({ process: run.process, version })));
      return 0;
    },
  });
}
