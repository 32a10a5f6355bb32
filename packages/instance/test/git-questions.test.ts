import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { runCommand, type Run, type RunOptions, type RunResult } from '@ktrdr/process';
import { baseFacts } from '../src/create/base-facts.ts';
import { branchFacts } from '../src/create/branch-facts.ts';
import { describeRevision } from '../src/create/describe-revision.ts';
import { isWorktreeMade } from '../src/create/is-worktree-made.ts';
import { askRemote } from '../src/git/ask-remote.ts';
import { commitOf } from '../src/git/commit-of.ts';
import { defaultBranchOf } from '../src/git/default-branch-of.ts';
import { forgetUpstream } from '../src/git/forget-upstream.ts';
import { listRemotes } from '../src/git/list-remotes.ts';
import { listWorktrees } from '../src/git/list-worktrees.ts';
import { rootReferences } from '../src/git/root-references.ts';
import { askGit, type GitOptions, runGit } from '../src/git/run-git.ts';
import { creatingLockReason } from '../src/git/sandbox-lock-reason.ts';
import { unasking } from '../src/git/unasking.ts';
import { upstreamSettings } from '../src/git/upstream-settings.ts';
import { unreadableDirectories } from '../src/git/unreadable-directories.ts';
import type { InstanceEvent } from '../src/core/instance-event.ts';
import type { CreateJournal } from '../src/journals/create-journal.ts';
import { gitMarks } from '../src/list/git-marks.ts';
import { aResult } from './support/a.ts';
import { realGit } from './support/real-git.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

// Real git, but for what it does when it is killed or may not read something.
const root = temporaryDirectory();
const { git, options } = realGit(root);
const clone = join(root, 'ktrdr');
const damaged = join(root, 'damaged');
const copy = join(root, 'copy');

const named = { name: 'feat-x', branch: undefined, from: undefined };
const noBase = { from: undefined, remotes: { names: [], main: undefined }, answers: [] };
const journal: CreateJournal = {
  version: 2,
  operation: 'create',
  id: 'ktrdr--made',
  path: join(root, 'ktrdr--made'),
  createdAt: '2026-01-01T00:00:00Z',
  token: 'a-token',
  commonDirectory: join(clone, '.git'),
  branch: { name: 'made', commit: '', created: true },
};

beforeAll(() => {
  git(root, 'init', '-q', clone);
  git(clone, 'commit', '-q', '--allow-empty', '-m', 'first');
  const lock = ['--lock', '--reason', creatingLockReason(journal)];
  git(clone, 'worktree', 'add', '-q', ...lock, '-b', journal.branch.name, journal.path);
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
    ['whether a name is that of a branch, killed', () => branchFacts(ending('check-ref-format', KILLED), clone, named)],
    ['which branch is checked out, killed', () => baseFacts(ending('--short', KILLED), clone, noBase)],
    ['whether a worktree is whole, its branch killed', () => isWorktreeMade(ending('symbolic-ref', KILLED), journal)],
    ['whether a worktree is whole, its commit killed', () => isWorktreeMade(ending('rev-parse', KILLED), journal)],
    [
      'what a branch follows, killed',
      () => upstreamSettings(ending('--get-all', KILLED), { branch: 'made', commonDirectory: journal.commonDirectory }),
    ],
    ['which remote is meant, killed', () => listRemotes(ending('checkout.defaultRemote', KILLED), clone)],
  ])('%s', async (_, ask) => {
    await expect(ask()).rejects.toMatchObject({ code: 'GIT_FAILED' });
  });

  test('where it does, that is one: of a whole worktree, a name that is none, and no branch checked out', async () => {
    expect(await isWorktreeMade(options, journal)).toBe(true);
    expect(await branchFacts(options, clone, { ...named, branch: 'a..b' })).toMatchObject({ valid: false });
    git(copy, 'checkout', '-q', '--detach');
    expect(await baseFacts(options, copy, noBase)).toMatchObject({ base: { ref: 'HEAD' } });
    git(journal.path, 'checkout', '-q', '--detach');
    expect(await isWorktreeMade(options, journal)).toBe(false);
  });

  test.each(['nope', '@{upstream}', 'HEAD@{7}', '-v', ''])(
    'a revision that there is not is one: %j',
    async (revision) => {
      expect(await commitOf(options, clone, revision)).toBeUndefined();
    },
  );
});

async function forget(asking: GitOptions): Promise<string[]> {
  const warnings: string[] = [];
  const report = (event: InstanceEvent): void => {
    if (event.type === 'warning') warnings.push(event.text);
  };
  await forgetUpstream({ ...asking, report }, { branch: 'old', commonDirectory: join(clone, '.git') });
  return warnings;
}

describe('what a branch that is gone has followed', () => {
  test('is removed without a word, and there need be nothing', async () => {
    git(clone, 'config', 'branch.old.remote', 'origin');
    expect(await forget(options)).toEqual([]);
    expect(await forget(options)).toEqual([]);
    expect((await runGit(options, clone, ['config', 'branch.old.remote'])).exitCode).toBe(1);
  });

  test('is warned about where git was killed or may not write, with the command that removes it', async () => {
    const [warning = ''] = await forget(ending('branch.old.merge', KILLED));
    git(clone, 'config', 'branch.old.merge', 'refs/heads/old');
    const [, command = ''] = /To remove it: (.*)$/.exec(warning) ?? [];
    execFileSync('sh', ['-c', command], { cwd: '/' });
    expect((await runGit(options, clone, ['config', 'branch.old.merge'])).exitCode).toBe(1);
    expect(await forget(ending('branch.old.merge', KILLED))).toEqual([
      expect.stringMatching(/^git has not removed branch\.old\.merge .*\(it was ended\)/),
    ]);
    const locked = { exitCode: 255, stderr: 'error: could not lock config file .git/config: File exists\n' };
    expect(await forget(ending('branch.old.remote', locked))).toEqual([
      expect.stringMatching(/^git has not removed branch\.old\.remote .*could not lock config file/),
    ]);
  });
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

test.each([
  [
    'an extension that this git does not know, as refStorage is to one before 2.45',
    '1\n[extensions]\n\tofTomorrow = yes',
  ],
  ['a format of tomorrow', '9'],
])('a repository with %s: what to do is said, and nothing is to be mended', async (name, format) => {
  const repository = join(root, name);
  git(root, 'init', '-q', repository);
  writeFileSync(join(repository, '.git', 'config'), `[core]\n\trepositoryFormatVersion = ${format}\n`);
  const question = { doing: 'read it', args: ['rev-parse', '--git-dir'] };
  await expect(askGit(options, repository, question)).rejects.toMatchObject({
    code: 'GIT_FAILED',
    hint: expect.stringMatching(/^A newer git created this repository.*upgrade git/),
  });
});
