#!/usr/bin/env node
'use strict';

const [first, ...others] = process.argv.slice(2);
if (others.length === 0 && (first === '--version' || first === '-V')) {
  // Scripts ask it often: nothing else is loaded for it.
  process.stdout.write(`${require('../package.json').version}\n`);
} else {
  // Where Node has it (22.8 and newer), compiled code is kept between runs.
  require('node:module').enableCompileCache?.();
  // The name of the file in this directory that was called is the name of the command.
  void require('../dist/main.cjs').main(require('node:path').basename(require.main.filename, '.cjs'));
}
