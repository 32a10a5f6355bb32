import { defineConfig } from 'tsup';
import { program } from '../tsup.preset.ts';

/** Programs, because Node alone cannot run their sources. */
export default defineConfig({
  ...program,
  entry: { main: 'src/main.ts', claim: 'src/programs/claim.ts', replace: 'src/programs/replace.ts' },
});
