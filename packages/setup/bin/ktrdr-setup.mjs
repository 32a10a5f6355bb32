#!/usr/bin/env node
import module from 'node:module';

// Where Node has it (22.8 and newer), compiled code is kept between runs.
module.enableCompileCache?.();
await import('../dist/main.js');
