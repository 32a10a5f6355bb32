import { runMain } from '@ktrdr/terminal/main';
import manifest from '../package.json' with { type: 'json' };
import { createProgram } from './program.ts';

const { version } = manifest;

void runMain({ host: process, createProgram: (outside, onDone) => createProgram({ process: outside, version, onDone }) });
