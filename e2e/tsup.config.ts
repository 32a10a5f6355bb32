import { defineConfig } from 'tsup';
import { program } from '../tsup.preset.ts';

/** The demo and the test run as programs: Node alone cannot run their sources. */
export default defineConfig({
  ...program,
  entry: ['src/demo.ts', 'src/engines-run.ts', 'src/real-run.ts', 'src/test-run.ts'],
});
