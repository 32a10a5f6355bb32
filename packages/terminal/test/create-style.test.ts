import { expect, test } from '@jest/globals';
import { createStyle } from '../src/index.ts';

const terminal = { env: { TERM: 'xterm-256color' }, isTerminal: true, noColor: false };

test.each([
  ['a terminal', {}, true],
  ['a terminal without a name', { env: {} }, true],
  ['a pipe or a file', { isTerminal: false }, false],
  ['--no-color', { noColor: true }, false],
  ['NO_COLOR', { env: { NO_COLOR: '1' } }, false],
  ['NO_COLOR, whatever its value', { env: { NO_COLOR: '0' } }, false],
  // "when present and not an empty string": https://no-color.org
  ['an empty NO_COLOR', { env: { NO_COLOR: '' } }, true],
  ['a terminal that can do nothing', { env: { TERM: 'dumb' } }, false],
])('colours for %s', (_, different, expected) => {
  const style = createStyle({ ...terminal, ...different });
  expect(style.isColorSupported).toBe(expected);
  expect(style.red('x')).toBe(expected ? '\u001B[31mx\u001B[39m' : 'x');
});
