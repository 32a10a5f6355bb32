import { runMain } from '@ktrdr/terminal/main';
import manifest from '../package.json' with { type: 'json' };
import { createProgram } from './program.ts';

await runMain({
  host: process,
  name: 'ktrdr-setup',
  async main(outside, args) {
    let exitCode = 0;
    const program = createProgram({ process: outside, version: manifest.version, onDone: (code) => (exitCode = code) });
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  },
});
