import { expect, test } from '@jest/globals';
import { shellFiles } from '../../src/commands/completion/shell-files.ts';
import { withLine, withoutLine } from '../../src/commands/completion/start-line.ts';

const at = { home: '/home/a', directory: "/home/a/.ktrdr it's/completion" };
const line = shellFiles('bash', { ...at, env: {} }).line ?? '';

test.each([
  ['', `${line}\n`],
  ['alias a=b\n', `alias a=b\n${line}\n`],
  ['no end of line', `no end of line\n${line}\n`],
  [`one\n. '/old/place'  # completion of ktrdr\ntwo\n`, `one\ntwo\n${line}\n`],
  [`${line}\n`, `${line}\n`],
])('%j gets the line once', (before, after) => {
  expect(withLine(before, line)).toBe(after);
});

test('it is taken away, and nothing else', () => {
  const before = 'alias a=b\n\n# completion of others\n';
  expect(withoutLine(withLine(before, line))).toBe(before);
});

test.each([
  ['bash', {}, '/home/a/.bashrc'],
  ['zsh', {}, '/home/a/.zshrc'],
  ['zsh', { ZDOTDIR: '/z' }, '/z/.zshrc'],
  ['fish', {}, undefined],
] as const)('%s with %j: %s', (shell, env, startFile) => {
  const files = shellFiles(shell, { ...at, env });
  expect(files.startFile).toBe(startFile);
  if (shell === 'fish') expect(files.script).toBe('/home/a/.config/fish/conf.d/ktrdr.fish');
  else expect(files.line).toContain(String.raw`'/home/a/.ktrdr it'\''s/completion/completion.${shell}'`);
});
