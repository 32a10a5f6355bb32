import { expect, test } from '@jest/globals';
import { dockerIgnore } from '../../src/images/docker-ignore.ts';

test.each([
  ['**/__pycache__', 'src/x/__pycache__', true],
  ['**/__pycache__', '__pycache__', true],
  ['__pycache__/', 'src/__pycache__', false],
  ['/build', 'build', true],
  ['./build/', 'build', true],
  ['*.log', 'a.log', true],
  ['*.log', 'src/a.log', false],
  ['**/*.log', 'src/a.log', true],
  ['docs/**', 'docs/a/b', true],
  ['a?c', 'abc', true],
  ['a.c', 'abc', false],
  ['# abc', 'abc', false],
  ['  abc  ', 'abc', true],
  ['', '', false],
  // Not understood: looked at.
  ['[a]bc', 'abc', false],
  ['a/../abc', 'abc', false],
  ['*\n!abc', 'abc', false],
  ['*\n!abc', 'x', false],
])('%j ignores %s: %s', (text, path, expected) => {
  expect(dockerIgnore(text)(path)).toBe(expected);
});
