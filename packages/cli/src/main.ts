import { runMain } from '@ktrdr/terminal/main';
import manifest from '../package.json' with { type: 'json' };

await runMain({
  host: process,
  name: 'ktrdr',
  async main(outside, args) {
    // Scripts ask it often, and all that it takes to know is at hand: no command line is built for it.
    if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
      outside.stdout.write(`${manifest.version}\n`);
      return 0;
    }
    const { createProgram } = await import('./program.ts');
    let exitCode = 0;
    const program = createProgram({ process: outside, version: manifest.version, onDone: (code) => (exitCode = code) });
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  },
});
