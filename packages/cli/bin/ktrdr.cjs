#!/usr/bin/env node
'use strict';

const args = process.argv.slice(2);
// Both names lead to this file, or npx would not know which one to run; a link keeps the name that was typed.
const name = require('node:path').basename(process.argv[1]) === 'ktrdr-env' ? 'ktrdr-env' : 'ktrdr';
const last = args.at(-1);

if (args.length === 1 && (last === '--version' || last === '-V')) {
  // Scripts ask it often: nothing else is loaded for it.
  print(`${require('../package.json').version}\n`);
} else if (!(last === '--help' || last === '-h') || !printHelp(args.slice(0, -1).join(' '))) {
  // Where Node has it (22.8 and newer), compiled code is kept between runs.
  require('node:module').enableCompileCache?.();
  void require('../dist/main.cjs').main(name);
}

/**
 * Prints the help that was written when this was built, unless its lines are too long for the terminal.
 *
 * @returns whether there is one
 */
function printHelp(words) {
  if (name !== 'ktrdr' || (process.stdout.isTTY && process.stdout.columns < 80)) return false;
  const texts = require('../dist/help.json');
  if (!Object.hasOwn(texts, words)) return false;
  print(texts[words]);
  return true;
}

function print(text) {
  process.stdout.on('error', (error) => {
    // Who reads it may have left, or closed the terminal.
    if (error.code === 'EPIPE' || error.code === 'EIO') return;
    process.stderr.write(`Cannot write the output: ${error.message}. Make room on its disk, or write it elsewhere.\n`);
    process.exitCode = 1;
  });
  process.stdout.write(text);
}
