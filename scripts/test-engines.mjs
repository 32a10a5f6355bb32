import process from 'node:process';
import { install, nx, program } from './prepare.mjs';

// The end-to-end tests on two Engines: `npm run test:engines -- [files and options, as for npm test]`.

install();
nx(['--targets', 'build', '--projects', '@ktrdr/cli,@ktrdr/setup,@ktrdr/e2e', '--output-style', 'static']);
program('e2e/dist/engines-run.js', process.argv.slice(2));
