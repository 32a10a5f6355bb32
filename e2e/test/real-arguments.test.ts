import { describe, expect, test } from '@jest/globals';
import { realArguments } from '../src/real/real-arguments.ts';

const DEFAULT = ['02e4c89c', '2c5c7173'];
const ENV = { KTRDR_REPO: '/repo' };

describe('what npm run test:real is asked to do', () => {
  test.each([
    ['a directory', ['/x/ktrdr'], {}, { repository: '/x/ktrdr', revisions: DEFAULT, jest: [] }],
    [
      'a URL and a revision',
      ['https://x.test/k.git', 'main'],
      {},
      { repository: 'https://x.test/k.git', revisions: ['main'], jest: [] },
    ],
    ['a relative directory', ['ktrdr', 'abc', 'def'], {}, { repository: 'ktrdr', revisions: ['abc', 'def'], jest: [] }],
    ['the variable', [], ENV, { repository: '/repo', revisions: DEFAULT, jest: [] }],
    ['a revision beside the variable', ['abc'], ENV, { repository: '/repo', revisions: ['abc'], jest: [] }],
    ['a directory before the variable', ['./x', 'abc'], ENV, { repository: './x', revisions: ['abc'], jest: [] }],
    [
      "jest's options last",
      ['/x', 'abc', '-t', 'side by side'],
      {},
      { repository: '/x', revisions: ['abc'], jest: ['-t', 'side by side'] },
    ],
    ["jest's options alone", ['-t', 'setup'], ENV, { repository: '/repo', revisions: DEFAULT, jest: ['-t', 'setup'] }],
  ])('%s', (_, args, env, expected) => {
    expect(realArguments(args, env)).toEqual(expected);
  });

  test.each([
    [[], {}],
    [['-t', 'x'], {}],
    [[], { KTRDR_REPO: '' }],
  ])('%j with %j names no repository', (args, env) => {
    expect(realArguments(args, env)).toBeUndefined();
  });
});
