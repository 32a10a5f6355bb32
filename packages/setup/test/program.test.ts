import { accessSync, constants, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { fakeProcess } from '@ktrdr/terminal/testing';
import { createProgram } from '../src/program.ts';

function program() {
  const written = { out: '', err: '' };
  const created = createProgram({ process: fakeProcess().process, version: '1.2.3', onDone: () => {} });
  created.configureOutput({
    writeOut: (text) => (written.out += text),
    writeErr: (text) => (written.err += text),
    getOutHelpWidth: () => 200,
  });
  return { created, written };
}

/** Reads a command line, and gives its options without running anything. */
async function parse(line: string) {
  const { created, written } = program();
  created.action(() => {});
  const error: unknown = await created.parseAsync(line.split(' ').filter(Boolean), { from: 'user' }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { options: created.opts(), error, ...written };
}

const usual = { color: true, secrets: true };

test.each<[string, object]>([
  ['', usual],
  ['--check-only', { ...usual, checkOnly: true }],
  ['--non-interactive --path a', { ...usual, nonInteractive: true, path: 'a' }],
  ['--yes --path=~/a', { ...usual, yes: true, path: '~/a' }],
  ['-y --start', { ...usual, yes: true, start: true }],
  ['--no-start', { ...usual, start: false }],
  ['--repo b --branch c', { ...usual, repo: 'b', branch: 'c' }],
  ['--shared minimal', { ...usual, shared: 'minimal' }],
  ['--no-secrets --keep-volumes', { ...usual, secrets: false, keepVolumes: true }],
  ['--vault Work --account me', { ...usual, vault: 'Work', account: 'me' }],
  ['--events', { ...usual, events: true }],
  ['--events-file a', { ...usual, eventsFile: 'a' }],
  ['--json --no-color', { ...usual, json: true, color: false }],
])('ktrdr-setup %s', async (line, expected) => {
  expect(await parse(line)).toEqual({ options: expected, error: undefined, out: '', err: '' });
});

test.each([
  ['--nonsense', /unknown option '--nonsense'[^]*Usage: ktrdr-setup \[options\]/],
  ['--path', /argument missing/],
  ['more', /too many arguments/],
])('ktrdr-setup %s is a mistake, and usage is shown', async (line, expected) => {
  const { error, err } = await parse(line);
  expect(error).toMatchObject({ exitCode: 1 });
  expect(err).toMatch(expected);
});

test('--help and --version', async () => {
  const help = await parse('--help');
  expect(help.error).toMatchObject({ exitCode: 0 });
  expect(help.out).toMatch(/Usage: ktrdr-setup[^]*--check-only[^]*--non-interactive[^]*--path <directory>/);
  expect(await parse('--version')).toMatchObject({ error: { exitCode: 0 }, out: '1.2.3\n' });
});

test('the README names every option', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  for (const { long } of program().created.options) expect(readme).toContain(long);
});

test('the command is a program of its own', () => {
  const file = new URL('../bin/ktrdr-setup.cjs', import.meta.url);
  accessSync(file, constants.X_OK);
  expect(readFileSync(file, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});
