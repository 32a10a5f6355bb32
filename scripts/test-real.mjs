import process from 'node:process';
import { install, nx, program } from './prepare.mjs';

// The commands on clones of KTRDR itself: `npm run test:real -- <git directory or URL> [revision…]`.

install();
nx(['--targets', 'build', '--projects', '@ktrdr/cli,@ktrdr/setup,@ktrdr/e2e', '--output-style', 'static']);
program('e2e/dist/real-run.js', process.argv.slice(2));
