import process from 'node:process';
import { install, nx, program } from './prepare.mjs';

install();
nx(['--targets', 'build', '--projects', '@ktrdr/cli,@ktrdr/bench', '--output-style', 'static']);
program('bench/dist/main.js', process.argv.slice(2));
