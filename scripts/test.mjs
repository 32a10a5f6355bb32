import process from 'node:process';
import { install, nx, program } from './prepare.mjs';

install();
nx(['--targets', 'format,lint,typecheck,unused,versions,links,test,build,pack', '--output-style', 'static']);
program('e2e/dist/test-run.js', process.argv.slice(2));
