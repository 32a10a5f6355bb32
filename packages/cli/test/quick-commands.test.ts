import { expect, test } from '@jest/globals';
import { fakeProcess } from '@ktrdr/terminal/testing';
import type { Command } from 'commander';
import { createProgram } from '../src/program/program.ts';
import { readQuickly } from '../src/program/quick-commands.ts';

function commandOf(words: readonly string[]): Command {
  const program: Command = createProgram({ process: fakeProcess().process, version: '1.2.3', onDone: () => {} });
  return words.reduce<Command>((group, word) => {
    const found = group.commands.find((one) => [one.name(), ...one.aliases()].includes(word));
    if (found === undefined) throw new Error(`There is no command ${word}`);
    return found;
  }, program);
}

/** What commander makes of the options of a command line that begins with a group and its command. */
async function readByCommander(line: string): Promise<object> {
  const args = line.split(' ');
  const command = commandOf(args[0] === 'sandbox' || args[0] === 'local-prod' ? args.slice(0, 2) : args.slice(0, 1));
  let options: object = {};
  command.action(() => {
    options = command.optsWithGlobals();
  });
  await (command.parent?.parent ?? command.parent)?.parseAsync(args, { from: 'user' });
  return options;
}

test.each([
  'list',
  'ls --git --json',
  'sandbox list',
  'sandbox list --git',
  'sandbox list --json',
  'sandbox list --git --json --no-color -y',
  'sandbox status',
  'sandbox status --check --yes',
  'local-prod status',
  'local-prod status --json --check',
])('%s is read without commander, and as by commander', async (line) => {
  expect(readQuickly(line.split(' '))?.options).toEqual(await readByCommander(line));
});

test.each([
  '',
  '--help',
  'sandbox',
  'list all',
  'sandbox list --help',
  'sandbox list -h',
  'sandbox list --check',
  'sandbox list all',
  'sandbox list --git=1',
  'sandbox list --',
  '--json sandbox list',
  'sandbox --json list',
  'sandbox up',
  'local-prod list',
  'doctor',
  'why',
])('%s is left to commander', (line) => {
  expect(readQuickly(line.split(' ').filter(Boolean))).toBeUndefined();
});
