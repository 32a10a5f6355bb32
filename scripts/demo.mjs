import process from 'node:process';
import { install, nx, program } from './prepare.mjs';

const [command = 'up', ...flags] = process.argv.slice(2);
install();
nx(['--targets', 'build', '--projects', '@ktrdr/cli,@ktrdr/e2e', '--output-style', 'static']);
program('e2e/dist/demo.js', [command, ...flags]);
