import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { prepareOrigin } from '../src/real/prepare-origin.ts';
import { git } from '../src/stage/git.ts';

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'ktrdr-e2e-')));
const source = join(directory, 'source');
const commits: Record<string, string> = {};

beforeAll(async () => {
  await git(directory, 'init', '--quiet', source);
  for (const branch of ['main', 'feat/x']) {
    await git(source, 'checkout', '--quiet', '-B', branch);
    await git(source, 'commit', '--quiet', '--allow-empty', '--message', branch);
    commits[branch] = await headOf(source, 'HEAD');
  }
  await git(source, 'tag', 'v1', 'main');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const headOf = async (repository: string, name: string): Promise<string> =>
  (await execa('git', ['-C', repository, 'rev-parse', name])).stdout;

const prepared = async (revision: string, from = source): Promise<string> =>
  await prepareOrigin({ source: from, revision, directory: join(directory, 'prepared') });

test.each([
  ['main', 'main'],
  ['feat/x', 'feat/x'],
  ['HEAD', 'feat/x'],
  ['v1', 'main'],
])('%s becomes the branch of the origin', async (revision, branch) => {
  expect(await headOf(await prepared(revision), 'refs/heads/main')).toBe(commits[branch]);
});

test('a commit becomes it, also by the first of its digits', async () => {
  const commit = commits['main'] ?? '';
  for (const revision of [commit, commit.slice(0, 8)]) {
    expect(await headOf(await prepared(revision), 'refs/heads/main')).toBe(commit);
  }
});

test('a revision that is not there is named, and so is a repository that is none', async () => {
  await expect(prepared('nowhere')).rejects.toMatchObject({
    code: 'REVISION_UNKNOWN',
    message: `${source} has no revision nowhere`,
  });
  await expect(prepared('main', directory)).rejects.toMatchObject({
    code: 'REPOSITORY_UNREADABLE',
    message: `Cannot read ${directory} as a repository`,
  });
});
