import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { runCommand, type Run, type RunOptions, type RunResult } from '@ktrdr/process';
import { describeRevision } from '../src/create/describe-revision.ts';
import { askRemote } from '../src/git/ask-remote.ts';
import { commitOf } from '../src/git/commit-of.ts';
import { defaultBranchOf } from '../src/git/default-branch-of.ts';
import { listRemotes } from '../src/git/list-remotes.ts';
import { listWorktrees } from '../src/git/list-worktrees.ts';
import { rootReferences } from '../src/git/root-references.ts';
import { type GitOptions, runGit } from '../src/git/run-git.ts';
import { unasking } from '../src/git/unasking.ts';
import { unreadableDirectories } from '../src/git/unreadable-directories.ts';
import { gitMarks } from '../src/list/git-marks.ts';
import { aResult } from './support/a.ts';
import { realGit } from './support/real-git.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

// Real git, but for what it does when it is killed or may not read something.
const root = temporaryDirectory();
const { git, options } = realGit(root);
const clone = join(root, 'ktrdr');
const damaged = join(root, 'damaged');
const copy = join(root, 'copy');

beforeAll(() => {
  git(root, 'init', '-q', clone);
  git(clone, 'commit', '-q', '--allow-empty', '-m', 'first');
  git(clone, 'update-ref', 'KEEP_HEAD', 'HEAD');
  git(root, 'clone', '-q', clone, damaged);
  git(root, 'clone', '-q', clone, copy);
  writeFileSync(join(damaged, '.git', 'config'), '[core\n');
});

/** Git that ends like this where its arguments have that word. */
function ending(word: string, ends: Partial<RunResult>): GitOptions {
  const run: Run = async (command, args, how) => {
    const result = await runCommand(command, args, how);
    return args.includes(word) ? { ...result, ...ends } : result;
  };
  return { ...options, run };
}

const KILLED: Partial<RunResult> = { exitCode: undefined, stdout: '' };

/** Git of which the first process is killed, and no other. */
function killedOnce(): GitOptions {
  let count = 0;
  const run: Run = async (command, args, how) => {
    const result = await runCommand(command, args, how);
    return (count += 1) === 1 ? { ...result, ...KILLED } : result;
  };
  return { ...options, run };
}

describe('what git does not answer is no answer', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['the commit of a revision, killed', () => commitOf(ending('rev-parse', KILLED), clone, 'HEAD')],
    ['the commit of a revision in a damaged repository', () => commitOf(options, damaged, 'HEAD')],
    ['the default branch, killed', () => defaultBranchOf(ending('symbolic-ref', KILLED), clone, 'origin')],
    ['the default branch of a damaged repository', () => defaultBranchOf(options, damaged, 'origin')],
    ['the worktrees, killed the first time', () => listWorktrees(join(clone, '.git'), killedOnce())],
    ['references beside HEAD, killed', () => rootReferences(join(clone, '.git'), ending('--quiet', KILLED))],
    ['how ssh is run, killed', () => unasking(ending('core.sshCommand', KILLED), clone)],
    ['how ssh is run, in a damaged repository', () => unasking(options, damaged)],
    [
      'what a revision is called, killed',
      () => describeRevision(ending('--symbolic-full-name', KILLED), clone, 'HEAD'),
    ],
    [
      'what is known of a remote, killed',
      () => askRemote(ending('for-each-ref', KILLED), copy, { remote: 'origin', branches: ['main'] }),
    ],
    ['which remote is meant, killed', () => listRemotes(ending('checkout.defaultRemote', KILLED), clone)],
  ])('%s', async (_, ask) => {
    await expect(ask()).rejects.toMatchObject({ code: 'GIT_FAILED' });
  });

  test.each(['nope', '@{upstream}', 'HEAD@{7}', '-v', ''])(
    'a revision that there is not is one: %j',
    async (revision) => {
      expect(await commitOf(options, clone, revision)).toBeUndefined();
    },
  );
});

test('a question has a session of its own: Ctrl-C on the terminal does not reach it', async () => {
  const given: Partial<RunOptions>[] = [];
  const run: Run = async (_command, _args, how) => {
    given.push(how);
    return await Promise.resolve(aResult());
  };
  await runGit({ ...options, run }, clone, ['status']);
  expect(given).toMatchObject([{ ownSession: true }]);
});

describe('directories that git was not let into', () => {
  // git 2.39
  const warning = "warning: could not open directory 'private/it''s/': Permission denied\n";

  test('are read from its warnings', () => {
    const other = "warning: unable to access '/root/.config/git/ignore': Permission denied\n";
    expect(unreadableDirectories(`${other}${warning}`)).toEqual(["private/it''s/"]);
  });

  test('leave open whether a checkout is dirty', async () => {
    expect(await gitMarks(options, clone)).toMatchObject({ dirty: false });
    expect(await gitMarks(ending('status', { stderr: warning }), clone)).toMatchObject({ dirty: null });
  });
});

test('a checkout is dirty whatever is configured not to be shown', async () => {
  const tree = join(root, 'untracked');
  git(root, 'clone', '-q', clone, tree);
  git(tree, 'config', 'status.showUntrackedFiles', 'no');
  mkdirSync(join(tree, 'new'));
  writeFileSync(join(tree, 'new', 'file'), 'x');
  expect(await gitMarks(options, tree)).toMatchObject({ dirty: true });
});
