import process from 'node:process';
import { DEMO_PROJECTS } from './demo-projects.mjs';
import { install, nx, program } from './prepare.mjs';

const [command = 'up', ...flags] = process.argv.slice(2);
install();
nx(['--targets', 'build', '--projects', DEMO_PROJECTS, '--output-style', 'static']);
program('e2e/dist/demo.js', [command, ...flags]);
