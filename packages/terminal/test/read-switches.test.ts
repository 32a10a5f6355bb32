import { expect, test } from '@jest/globals';
import { Command } from 'commander';
import { addFlags } from '../src/program/add-flags.ts';
import { flag } from '../src/program/flags.ts';
import { readSwitches } from '../src/program/read-switches.ts';

const flags = [
  flag('--check', 'a switch'),
  flag('-y, --yes', 'one with a short name'),
  flag('--keep-volumes', 'one of two words'),
  flag('--no-color', 'on until it is given'),
  flag('--start', 'neither on nor off'),
  flag('--no-start', 'its contrary'),
  flag('--from <path>', 'a text'),
  flag('--force', 'not beside another one', { conflicts: 'check' }),
] as const;

function readByCommander(args: readonly string[]): object {
  return addFlags(new Command(), flags).parse(args, { from: 'user' }).opts();
}

test.each(
  [
    '',
    '--check',
    '-y',
    '--yes',
    '--keep-volumes',
    '--no-color',
    '--start',
    '--no-start',
    '--start --no-start',
    '--no-start --start',
    '--check --check -y --no-color',
  ].map((line) => [line.split(' ').filter(Boolean)]),
)('%j is read as commander reads it', (args) => {
  expect(readSwitches(args, flags)).toEqual(readByCommander(args));
});

test.each([
  [['--from', 'here']],
  [['--from=here']],
  [['--force']],
  [['--check=yes']],
  [['--chec']],
  [['--color']],
  [['-yy']],
  [['-h']],
  [['--help']],
  [['--']],
  [['--check', 'word']],
  [['']],
])('%j is left to commander', (args) => {
  expect(readSwitches(args, flags)).toBeUndefined();
});
