import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { promisify } from 'node:util';
import { defineConfig } from 'tsup';
import { command, copyCompose } from '../../tsup.preset.ts';

export default defineConfig({
  ...command,
  entry: ['src/main.ts'],
  async onSuccess() {
    await copyCompose();
    await cp('skill', 'dist/skill', { recursive: true });
    await promisify(execFile)(process.execPath, ['--eval', "require('./dist/main.cjs').writeHelp('dist/help.json')"]);
  },
});
