#!/usr/bin/env node
'use strict';

const [first, ...others] = process.argv.slice(2);
if (others.length === 0 && (first === '--version' || first === '-V')) {
  // Scripts ask it often: nothing else is loaded for it.
  process.stdout.write(`${require('../package.json').version}\n`);
} else {
  // Where Node has it (22.8 and newer), compiled code is kept between runs.
  require('node:module').enableCompileCache?.();
  // Both names lead to this file, or npx would not know which one to run; a link keeps the name that was typed.
  void require('../dist/main.cjs').main(
    require('node:path').basename(process.argv[1]) === 'ktrdr-env' ? 'ktrdr-env' : 'ktrdr',
  );
}
