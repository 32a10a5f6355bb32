import { expect, test } from '@jest/globals';
import { scriptOf } from '../../src/commands/completion/shell-scripts.ts';
import { shellFiles } from '../../src/commands/completion/shell-files.ts';
import { addedLine, withoutLines } from '../../src/commands/completion/start-line.ts';

const at = { command: 'ktrdr', home: '/home/a', directory: "/home/a/.ktrdr it's/completion" };
const line = shellFiles('bash', { ...at, env: {} }).line ?? '';

test.each([
  ['', `${line}\n`],
  ['alias a=b\n', `${line}\n`],
  ['no end of line', `\n${line}\n`],
  [`${line}\n`, ''],
  [`one\n${line}\r\ntwo\n`, ''],
])('to %j is added %j', (before, added) => {
  expect(addedLine(before, line)).toBe(added);
});

test('it is taken away, and nothing else', () => {
  const others = [
    'alias a=b',
    '',
    'echo hi  # completion of ktrdr',
    '[ -f /x ] && . /y && z  # completion of ktrdr',
    line.replace(/$/, '-env'),
    '',
  ];
  const ours = [line, '[ -f /old ] && . /old  # completion of ktrdr', `${line}\r`];
  expect(withoutLines([...ours, ...others].join('\n'), 'ktrdr')).toBe(others.join('\n'));
});

test.each(['bash', 'zsh', 'fish'] as const)('in %s another name has a completion of its own', (shell) => {
  const script = scriptOf(shell, 'ktrdr-env');
  expect(script).toContain('command ktrdr-env complete --');
  expect(script.replaceAll('ktrdr-env', '').replaceAll('ktrdr_env', '')).not.toContain('ktrdr');
  expect(scriptOf(shell, 'ktrdr')).not.toMatch(/env|undefined/);
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
  else expect(files.line).toContain(String.raw`'/home/a/.ktrdr it'\''s/completion/ktrdr.${shell}'`);
});
