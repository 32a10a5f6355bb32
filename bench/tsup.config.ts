import { defineConfig } from 'tsup';
import { program } from '../tsup.preset.ts';

/** A program, because Node alone cannot run its sources. */
export default defineConfig({
  ...program,
  entry: ['src/main.ts'],
});
