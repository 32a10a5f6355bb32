import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { promisify } from 'node:util';
import { defineConfig } from 'tsup';
import { command, copyCompose, readTogether } from '../../tsup.preset.ts';

export default defineConfig({
  ...command,
  entry: ['src/main.ts'],
  esbuildPlugins: [
    ...(command.esbuildPlugins ?? []),
    readTogether([
      // What `list` reads, and with it most commands.
      { of: ['src/chunks/ask-ahead.ts', '../terminal/src/program/session.ts', 'src/chunks/listing.ts'] },
      // What `status` reads beside it.
      {
        of: ['src/chunks/showing.ts'],
        butOf: ['completing', 'configuring', 'reading-logs'].map((name) => `src/chunks/${name}.ts`),
      },
    ]),
  ],
  async onSuccess() {
    await copyCompose();
    await cp('skill', 'dist/skill', { recursive: true });
    await promisify(execFile)(process.execPath, ['--eval', "require('./dist/main.cjs').writeHelp('dist/help.json')"]);
  },
});
