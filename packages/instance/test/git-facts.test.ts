import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env as processEnv } from 'node:process';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { runCommand, type Run, type RunResult } from '@ktrdr/process';
import { gitFacts } from '../src/git/git-facts.ts';
import { aResult } from './support/a.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

// Real git, real repositories: what git says of a directory is its own matter.
const root = temporaryDirectory();
const env = {
  PATH: processEnv['PATH'],
  HOME: root,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};
const git = (directory: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'protocol.file.allow=always', '-C', directory, ...args], { env, stdio: 'pipe' });
const facts = async (directory: string, different = {}) =>
  await gitFacts(directory, { run: runCommand, env: { ...env, ...different } });
const at = (...path: string[]) => join(root, ...path);

beforeAll(() => {
  git(root, 'init', '-q', '--bare', at('ktrdr.git'));
  git(root, 'clone', '-q', at('ktrdr.git'), at('clone'));
  git(at('clone'), 'commit', '-q', '--allow-empty', '-m', 'first');
  git(at('clone'), 'push', '-q', 'origin', 'HEAD');
  mkdirSync(at('clone', 'docs', 'deep'), { recursive: true });
});

const clone = () => ({
  kind: 'clone',
  topLevel: at('clone'),
  gitDirectory: at('clone', '.git'),
  commonDirectory: at('clone', '.git'),
  remoteUrls: [at('ktrdr.git'), at('ktrdr.git')],
});

describe('a clone', () => {
  test.each([['clone'], ['clone/docs/deep']])('%s', async (path) => {
    expect(await facts(at(path))).toEqual(clone());
  });

  test('through a link, by its real path', async () => {
    symlinkSync(at('clone'), at('link'));
    expect(await facts(at('link', 'docs'))).toEqual(clone());
  });

  test('its .git directory itself is in no work tree', async () => {
    expect(await facts(at('clone', '.git'))).toEqual({ kind: 'none' });
    expect(await facts(at('clone', '.git', 'refs'))).toEqual({ kind: 'none' });
  });

  test.each([
    ['in a place with spaces and quotes', `it's a "clone" of $HOME`],
    ['in a place with letters that git would quote', 'größe ✓'],
    ['in a place that looks like an option', '-rf'],
  ])('%s', async (_, name) => {
    git(root, 'clone', '-q', at('ktrdr.git'), at('places', name));
    expect(await facts(at('places', name))).toMatchObject({ kind: 'clone', topLevel: at('places', name) });
  });

  test('with its git directory somewhere else', async () => {
    git(root, 'clone', '-q', '--separate-git-dir', at('away.git'), at('ktrdr.git'), at('separate'));
    expect(await facts(at('separate'))).toMatchObject({
      kind: 'clone',
      topLevel: at('separate'),
      commonDirectory: at('away.git'),
    });
  });

  test('inside another one, without being its submodule', async () => {
    git(root, 'clone', '-q', at('ktrdr.git'), at('outer'));
    git(root, 'clone', '-q', at('ktrdr.git'), at('outer', 'inner'));
    expect(await facts(at('outer', 'inner'))).toMatchObject({ kind: 'clone', topLevel: at('outer', 'inner') });
  });

  test('that is fresh, without a commit', async () => {
    git(root, 'init', '-q', at('fresh'));
    expect(await facts(at('fresh'))).toMatchObject({ kind: 'clone', topLevel: at('fresh'), remoteUrls: [] });
  });

  test('with several remotes, and another URL for pushing', async () => {
    git(root, 'init', '-q', at('remotes'));
    git(at('remotes'), 'remote', 'add', 'origin', 'https://example.com/a b.git');
    git(at('remotes'), 'remote', 'add', 'fork', 'git@example.com:me/ktrdr.git');
    git(at('remotes'), 'remote', 'set-url', '--push', 'fork', 'no_push');
    const found = await facts(at('remotes'));
    expect(found.kind === 'none' ? [] : [...new Set(found.remoteUrls)].toSorted()).toEqual([
      'git@example.com:me/ktrdr.git',
      'https://example.com/a b.git',
      'no_push',
    ]);
  });
});

describe('what is no clone', () => {
  test('a linked worktree shares the git directory of its clone', async () => {
    git(at('clone'), 'worktree', 'add', '-q', at('worktree'), '-b', 'feature');
    expect(await facts(at('worktree'))).toEqual({
      kind: 'linked-worktree',
      topLevel: at('worktree'),
      gitDirectory: at('clone', '.git', 'worktrees', 'worktree'),
      commonDirectory: at('clone', '.git'),
      remoteUrls: [at('ktrdr.git'), at('ktrdr.git')],
    });
  });

  test('a linked worktree of a bare repository', async () => {
    git(at('ktrdr.git'), 'worktree', 'add', '-q', at('of-bare'), '-b', 'of-bare');
    expect(await facts(at('of-bare'))).toMatchObject({ kind: 'linked-worktree', commonDirectory: at('ktrdr.git') });
  });

  test('a submodule', async () => {
    git(root, 'init', '-q', at('super'));
    git(at('super'), 'submodule', '--quiet', 'add', at('ktrdr.git'), 'ktrdr');
    expect(await facts(at('super', 'ktrdr'))).toMatchObject({
      kind: 'submodule',
      topLevel: at('super', 'ktrdr'),
      commonDirectory: at('super', '.git', 'modules', 'ktrdr'),
    });
  });

  test('a bare repository', async () => {
    expect(await facts(at('ktrdr.git'))).toMatchObject({ kind: 'bare', topLevel: at('ktrdr.git') });
  });

  test('a directory outside of any repository, and one that is not there', async () => {
    mkdirSync(at('plain'));
    expect(await facts(at('plain'))).toEqual({ kind: 'none' });
    expect(await facts(at('nowhere'))).toEqual({ kind: 'none' });
  });
});

describe('the environment', () => {
  test.each([
    ['GIT_DIR', () => ({ GIT_DIR: at('ktrdr.git') })],
    ['GIT_WORK_TREE', () => ({ GIT_DIR: at('clone', '.git'), GIT_WORK_TREE: at('plain') })],
    ['GIT_COMMON_DIR', () => ({ GIT_COMMON_DIR: at('ktrdr.git') })],
  ])('%s of a hook that calls us does not lead elsewhere', async (_, different) => {
    expect(await facts(at('clone'), different())).toMatchObject({ kind: 'clone', topLevel: at('clone') });
  });

  test("the language of the user's does not matter", async () => {
    expect(await facts(at('plain'), { LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8', LANGUAGE: 'de' })).toEqual({
      kind: 'none',
    });
  });
});

const runThat =
  (ends: Partial<RunResult>): Run =>
  async () =>
    await Promise.resolve(aResult(ends));

describe('git itself', () => {
  test('is not installed', async () => {
    const run = runThat({ exitCode: undefined, missing: true });
    await expect(gitFacts('/clones', { run, env })).rejects.toMatchObject({ code: 'GIT_MISSING' });
  });

  test('cannot read the repository, and says why', async () => {
    git(root, 'clone', '-q', at('ktrdr.git'), at('damaged'));
    rmSync(at('damaged', '.git', 'config'));
    writeFileSync(at('damaged', '.git', 'config'), '[core\n');
    await expect(facts(at('damaged'))).rejects.toMatchObject({
      code: 'GIT_FAILED',
      message: expect.stringContaining(at('damaged')),
      detail: expect.stringContaining('bad config'),
    });
  });

  test('refuses the repository of another owner', async () => {
    // git 2.39.
    const stderr = "fatal: detected dubious ownership in repository at '/clones/ktrdr'\n";
    const run = runThat({ exitCode: 128, stderr });
    await expect(gitFacts('/clones/ktrdr', { run, env })).rejects.toMatchObject({
      code: 'GIT_FAILED',
      detail: stderr.trim(),
    });
  });
});

describe('a question that fails is not answered with "nothing there"', () => {
  test('of a directory that may not be entered', async () => {
    const stderr = "fatal: cannot change to '/clones/ktrdr': Permission denied\n";
    const run = runThat({ exitCode: 128, stderr });
    await expect(gitFacts('/clones/ktrdr', { run, env })).rejects.toMatchObject({ code: 'GIT_FAILED' });
  });

  test.each(['remote', '--show-toplevel', '--show-superproject-working-tree'])('%s', async (word) => {
    const run: Run = async (command, args, options) =>
      args.includes(word) ? aResult({ exitCode: undefined }) : await runCommand(command, args, options);
    await expect(gitFacts(at('clone'), { run, env })).rejects.toMatchObject({ code: 'GIT_FAILED' });
  });

  // git 2.39 calls a repository none that it may not look into.
  test.each([
    ['its .git directory', 'closed/.git', 'closed'],
    ['the HEAD in it', 'closed/.git/HEAD', 'closed'],
    ['the git directory of a linked worktree', 'closed/.git', 'of-closed'],
  ])('of a repository that may not be read: %s', async (_, closed, asked) => {
    git(root, 'clone', '-q', at('ktrdr.git'), at('closed'));
    git(at('closed'), 'worktree', 'add', '-q', at('of-closed'), '-b', 'of-closed');
    const { mode } = statSync(at(closed));
    chmodSync(at(closed), 0o000);
    try {
      await expect(asSomebody(async (run) => await gitFacts(at(asked), { run, env }))).rejects.toMatchObject({
        code: 'GIT_FAILED',
        detail: expect.stringContaining('not a git repository'),
      });
    } finally {
      chmodSync(at(closed), mode);
      for (const name of ['closed', 'of-closed']) rmSync(at(name), { recursive: true });
    }
  });

  test('of a worktree whose repository is gone: that is an answer', async () => {
    mkdirSync(at('left'));
    writeFileSync(at('left', '.git'), `gitdir: ${at('gone', '.git', 'worktrees', 'left')}\n`);
    expect(await facts(at('left'))).toEqual({ kind: 'none' });
  });
});

/** Does something as a user who may not read everything: root may. */
async function asSomebody<T>(ask: (run: Run) => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return await ask(runCommand);
  const NOBODY = 65_534;
  chmodSync(root, 0o755);
  const run: Run = async (command, args, { env: variables, cwd }) => {
    const who = { uid: NOBODY, gid: NOBODY, env: { ...variables }, cwd, encoding: 'utf8' } as const;
    const { status, stdout, stderr } = spawnSync(command, args, who);
    return await Promise.resolve(aResult({ exitCode: status ?? undefined, stdout, stderr }));
  };
  process.seteuid?.(NOBODY);
  try {
    return await ask(async (...call) => {
      process.seteuid?.(0);
      const result = await run(...call);
      process.seteuid?.(NOBODY);
      return result;
    });
  } finally {
    process.seteuid?.(0);
  }
}

test('a path with a line break is refused in plain words: what git prints of it cannot be read back', async () => {
  mkdirSync(at('line\nbreak'));
  git(at('line\nbreak'), 'init', '-q');
  await expect(facts(at('line\nbreak'))).rejects.toMatchObject({ code: 'PATH_UNUSABLE' });
});
