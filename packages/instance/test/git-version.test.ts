import { expect, test } from '@jest/globals';
import type { Run } from '@ktrdr/process';
import { assertGit, tooOldGit } from '../src/git/git-version.ts';
import { aResult } from './support/a.ts';

// git 2.39.5 says `git version 2.39.5`; Apple's and those for Windows add to it.
test.each<[string, string | undefined]>([
  ['git version 2.39.5', undefined],
  ['git version 2.33.0', undefined],
  ['git version 3.0.1', undefined],
  ['git version 2.32.1 (Apple Git-133)', '2.32.1'],
  ['git version 2.30.2', '2.30.2'],
  ['git version 1.99.0.windows.1', '1.99.0.windows.1'],
  ['something else', undefined],
])('%s: too old is %s', (said, expected) => {
  expect(tooOldGit(said)).toBe(expected);
});

const run: Run = async () => await Promise.resolve(aResult({ stdout: 'git version 2.30.2\n' }));

const killed: Run = async () => await Promise.resolve(aResult({ exitCode: undefined }));

test('a git that is killed is not taken for one that is new enough', async () => {
  await expect(assertGit({ run: killed, env: {} })).rejects.toMatchObject({ code: 'GIT_FAILED' });
});

test('an old git is refused with what is needed', async () => {
  await expect(assertGit({ run, env: {} })).rejects.toMatchObject({
    code: 'GIT_TOO_OLD',
    message: 'git 2.30.2 is too old: 2.33 is needed',
  });
});
