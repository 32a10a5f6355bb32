import process from 'node:process';
import { install, nx, program } from './prepare.mjs';

// What takes long: more than 1,300 kills, ten stacks at once. Needs a Docker Engine.

install();
nx(['--targets', 'build', '--projects', '@ktrdr/cli,@ktrdr/e2e', '--output-style', 'static']);
program('e2e/dist/test-run.js', ['--long', ...process.argv.slice(2)]);
