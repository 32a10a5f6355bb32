import { expect, test } from '@jest/globals';
import { fakeProcess } from '@ktrdr/terminal/testing';
import type { Command } from 'commander';
import { helpTexts } from '../src/program/help-texts.ts';
import { createProgram } from '../src/program/program.ts';

/** What commander prints for a command line, on a terminal of so many columns. */
async function printed(line: string, columns: number): Promise<string> {
  const { process } = fakeProcess({ isTerminal: true, columns });
  const program = createProgram({ process, version: '1.2.3', onDone: () => {} });
  let text = '';
  const keep = (command: Command): void => {
    command.configureOutput({ writeOut: (part) => (text += part) });
    command.commands.forEach(keep);
  };
  keep(program);
  await program.parseAsync(line.split(' ').filter(Boolean), { from: 'user' }).catch(() => {});
  return text;
}

const texts = Object.entries(helpTexts({ process: fakeProcess().process, version: '1.2.3' }));

test('every command has one', () => {
  const commands = texts.map(([words]) => words);
  expect(commands).toEqual(expect.arrayContaining(['', 'sandbox', 'sandbox list', 'local-prod mcp-config', 'setup']));
});

test.each(texts)('ktrdr %s: the help that is kept is the one that commander prints', async (words, text) => {
  expect(text).toMatch(/^Usage: ktrdr/);
  for (const columns of [80, 200, 0]) expect(await printed(`${words} --help`, columns)).toBe(text);
});

test('a narrow terminal gets shorter lines', async () => {
  const [, usual] = texts[0] ?? [];
  const narrow = await printed('--help', 70);
  expect(narrow).not.toBe(usual);
  expect(Math.max(...narrow.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(70);
});
