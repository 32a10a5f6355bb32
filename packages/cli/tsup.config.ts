import { cp } from 'node:fs/promises';
import { defineConfig } from 'tsup';
import { program } from '../../tsup.preset.ts';

export default defineConfig({
  ...program,
  entry: ['src/main.ts'],
  async onSuccess() {
    await cp('../../compose', 'dist/compose', { recursive: true });
  },
});
