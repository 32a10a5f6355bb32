import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { Run } from '@ktrdr/process';
import { registeredInstances } from '../../src/core/registered-instances.ts';
import { createSandbox, destroyInstance } from '../../src/index.ts';
import { readJournal } from '../../src/journals/create-journal.ts';
import {
  aContext,
  administration,
  at,
  branches,
  clone,
  git,
  head,
  killed,
  place,
  worktrees,
} from '../support/create-scene.ts';

/** Does something with the directory that an undo has moved aside, once it is as wanted: between two of its steps, for which it waits. */
async function atOnce(isTime: (aside: string) => boolean, happen: (aside: string) => unknown): Promise<void> {
  for (;;) {
    const name = readdirSync(place).find((each) => each.startsWith('.ktrdr--x.being-undone-'));
    if (name !== undefined && isTime(at(name))) return void happen(at(name));
    await nextTurn();
  }
}

/** What an undo has left that was killed while it removed files: gives the directory that it had moved aside. */
async function killedInUndo(next: ReturnType<typeof aContext>): Promise<string> {
  const { path, token } = await killed(next);
  const aside = at(`.ktrdr--x.being-undone-${token}`);
  renameSync(path, aside);
  for (const name of ['.git', 'code.py']) rmSync(join(aside, name));
  return aside;
}

/** What was said of the undo of the first one. */
const undone = (next: ReturnType<typeof aContext>): string | undefined =>
  next.notes().find((text) => text.startsWith('A create of ktrdr--x was interrupted and has now been undone'));

const confirm = async () => await Promise.resolve(true);

const statusOfIt = (): string[] =>
  git(at('ktrdr--x'), 'status', '--porcelain', '--ignored')
    .split('\n')
    .filter((line) => line !== '' && line !== '!! .env.sandbox');

describe('what a killed create has left is undone by the next', () => {
  test.each<[string, () => void]>([
    ['a new file', () => writeFileSync(at('ktrdr--x', 'new.py'), '')],
    [
      'an ignored file',
      () => {
        appendFileSync(join(clone, '.git', 'info', 'exclude'), 'secret\n');
        writeFileSync(at('ktrdr--x', 'secret'), 'x');
      },
    ],
    ['a changed file', () => appendFileSync(at('ktrdr--x', 'code.py'), 'more\n')],
    ['a commit', () => git(at('ktrdr--x'), 'commit', '-q', '--allow-empty', '-m', 'work')],
    [
      'something staged that is nowhere else',
      () => {
        writeFileSync(at('ktrdr--x', 'staged.py'), 'x');
        git(at('ktrdr--x'), 'add', 'staged.py');
        rmSync(at('ktrdr--x', 'staged.py'));
      },
    ],
    [
      'a commit that a reference of its own keeps',
      () => {
        git(at('ktrdr--x'), 'commit', '-q', '--allow-empty', '-m', 'work');
        git(at('ktrdr--x'), 'update-ref', 'refs/worktree/x', 'HEAD');
        git(at('ktrdr--x'), 'reset', '-q', '--hard', 'HEAD~1');
      },
    ],
    [
      'a new file, where git is configured not to show it',
      () => {
        git(at('ktrdr--x'), 'config', 'status.showUntrackedFiles', 'no');
        writeFileSync(at('ktrdr--x', 'new.py'), '');
      },
    ],
    ['a file that was cut off, when git had checked out all', () => truncateSync(at('ktrdr--x', 'code.py'), 9)],
    ['a file that was deleted', () => rmSync(at('ktrdr--x', 'code.py'))],
    ['a file that may be run now', () => chmodSync(at('ktrdr--x', 'code.py'), 0o755)],
    [
      'a repository in the place of a file, also when git was not done',
      () => {
        rmSync(join(administration(), 'index'));
        rmSync(at('ktrdr--x', 'code.py'));
        git(place, 'init', '-q', at('ktrdr--x', 'code.py'));
        writeFileSync(at('ktrdr--x', 'code.py', 'work'), 'days of it');
        execFileSync('git', ['-C', at('ktrdr--x'), 'read-tree', 'HEAD'], { stdio: 'ignore' });
      },
    ],
    [
      'a pipe in the place of a file, which nobody waits for',
      () => {
        rmSync(at('ktrdr--x', 'code.py'));
        execFileSync('mkfifo', [at('ktrdr--x', 'code.py')]);
      },
    ],
    ['a bisection', () => git(at('ktrdr--x'), 'bisect', 'start')],
    [
      'a file whose name differs in its case alone',
      () => {
        git(clone, 'config', 'core.ignoreCase', 'true');
        writeFileSync(at('ktrdr--x', 'CODE.PY'), 'days of work');
      },
    ],
  ])('unless somebody works there: with %s it is finished instead', async (_, change) => {
    const next = aContext();
    await killed(next);
    change();
    const before = statusOfIt();
    await next.create('y');
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/ktrdr--x had not finished. It is finished now, because there is somebody's work/),
    );
    expect(await next.context.registry.get('ktrdr--x')).toMatchObject({ slot: 1 });
    expect(readFileSync(at('ktrdr--x', '.env.sandbox'), 'utf8')).toContain('INSTANCE_ID=ktrdr--x\n');
    expect(statusOfIt()).toEqual(before);
    expect(await readJournal(next.context, 'ktrdr--x')).toBeUndefined();
  });

  describe('what comes into its directory while that is being removed stays, and the sandbox is whole again', () => {
    test.each<[string, (aside: string) => boolean, (aside: string) => unknown, string[]]>([
      [
        'a file',
        (aside) => !existsSync(join(aside, '.git')),
        (aside) => writeFileSync(join(aside, 'precious.txt'), 'hours of work'),
        ['?? precious.txt'],
      ],
      [
        'a file that is written to',
        (aside) => !existsSync(join(aside, '.git')),
        (aside) => writeFileSync(join(aside, 'code.py'), 'hours of work'),
        ['M code.py'],
      ],
      [
        'a commit on no branch',
        (aside) => existsSync(join(aside, '.git')),
        (aside) =>
          git(aside, 'checkout', '-q', '--detach') + git(aside, 'commit', '-q', '--allow-empty', '-m', 'precious'),
        [],
      ],
    ])('%s', async (_, isTime, come, status) => {
      const next = aContext();
      const left = await killed(next);
      const creating = next.create('y');
      await atOnce(isTime, come);
      await creating;
      expect(next.notes()).toContainEqual(
        expect.stringMatching(/ktrdr--x had not finished. It is finished now, because there is somebody's work/),
      );
      expect(git(left.path, 'status', '--porcelain').split('\n').filter(Boolean)).toEqual(status);
      if (status.length === 0) expect(git(left.path, 'log', '-1', '--format=%s')).toBe('precious');
      expect(readFileSync(join(left.path, '.env.sandbox'), 'utf8')).toContain('INSTANCE_ID=ktrdr--x\n');
      expect(await next.context.registry.get('ktrdr--x')).toMatchObject({ slot: 1 });
      expect(await readJournal(next.context, 'ktrdr--x')).toBeUndefined();
      expect(readdirSync(place).filter((name) => name.startsWith('.'))).toEqual(['.ktrdr']);
    });
  });

  test('a commit that came while its directory was removed is told of, also where that cannot be made again', async () => {
    const next = aContext();
    const { path } = await killed(next, { path: at('disk', 'ktrdr--x') });
    const precious = git(clone, 'commit-tree', '-m', 'precious', 'HEAD^{tree}');
    const { context } = next;
    const run: Run = async (...args) => {
      if (statSync(dirname(path)).isDirectory() && readdirSync(dirname(path)).length === 0) {
        git(clone, `--git-dir=${administration()}`, 'update-ref', '--no-deref', 'HEAD', precious);
        rmSync(dirname(path), { recursive: true });
        writeFileSync(dirname(path), '');
      }
      return await context.run(...args);
    };
    const signal = new AbortController().signal;
    await createSandbox({ ...context, run }, { name: 'y', directory: clone, keepVolumes: false, signal });
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/disk\/ktrdr--x was removed, and cannot be created again/),
    );
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/is finished now, because there is somebody's work .*precious/),
    );
    expect(git(clone, `--git-dir=${administration()}`, 'rev-parse', 'HEAD')).toBe(precious);
    expect(await readJournal(context, 'ktrdr--x')).toBeUndefined();
  });

  test('a commit that came while its directory was removed: killed while that is filled again, git knows the directory', async () => {
    const next = aContext();
    const { path } = await killed(next, { path: at('disk', 'ktrdr--x') });
    const precious = git(clone, 'commit-tree', '-m', 'precious', 'HEAD^{tree}');
    const { context } = next;
    let isLate = false;
    const run: Run = async (...args) => {
      if (!isLate && readdirSync(dirname(path)).length === 0) {
        isLate = true;
        git(clone, `--git-dir=${administration()}`, 'update-ref', '--no-deref', 'HEAD', precious);
      }
      if (args[1].includes('checkout-index')) throw new Error('killed');
      return await context.run(...args);
    };
    const { signal } = new AbortController();
    const options = { directory: clone, keepVolumes: false, signal };
    await createSandbox({ ...context, run }, { ...options, name: 'y' });
    expect(next.notes()).toContainEqual(expect.stringMatching(/ktrdr--x could not be undone: killed/));
    await createSandbox(context, { ...options, name: 'z' });
    expect(git(path, 'log', '-1', '--format=%s').trim()).toBe('precious');
    expect(readFileSync(join(path, '.env.sandbox'), 'utf8')).toContain('INSTANCE_ID=ktrdr--x\n');
    expect(await readJournal(context, 'ktrdr--x')).toBeUndefined();
  });

  describe('an undo that was killed itself while it removed files:', () => {
    test('the next one goes on', async () => {
      const next = aContext();
      await killedInUndo(next);
      await next.create('y');
      expect(existsSync(at('ktrdr--x'))).toBe(false);
      expect(branches()).toEqual(['main', 'y']);
    });

    test('what came since stays, and the sandbox is whole again', async () => {
      const next = aContext();
      writeFileSync(join(await killedInUndo(next), 'precious.txt'), 'hours of work');
      await next.create('y');
      expect(git(at('ktrdr--x'), 'status', '--porcelain')).toBe('?? precious.txt');
      expect(await next.context.registry.get('ktrdr--x')).toMatchObject({ slot: 1 });
    });
  });

  test('unless a repository was cloned to where a submodule was not checked out', async () => {
    git(clone, 'update-index', '--add', '--cacheinfo', `160000,${head()},sub`);
    git(clone, 'commit', '-q', '-m', 'sub');
    const next = aContext();
    await killed(next);
    git(at('ktrdr--x'), 'clone', '-q', at('ktrdr.git'), 'sub');
    await next.create('y');
    expect(next.notes()).toContainEqual(expect.stringMatching(/ktrdr--x had not finished. It is finished now.*sub\//));
    expect(existsSync(at('ktrdr--x', 'sub', '.git'))).toBe(true);
  });

  test('unless something lies where a submodule was not checked out', async () => {
    git(clone, 'update-index', '--add', '--cacheinfo', `160000,${head()},sub`);
    git(clone, 'commit', '-q', '-m', 'sub');
    const next = aContext();
    await killed(next);
    writeFileSync(at('ktrdr--x', 'sub', 'mine'), 'work');
    await next.create('y');
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/ktrdr--x had not finished. It is finished now.*sub\/mine/),
    );
    expect(readFileSync(at('ktrdr--x', 'sub', 'mine'), 'utf8')).toBe('work');
  });

  test.each<[string, () => void]>([
    ['a new file', () => writeFileSync(at('ktrdr--x', 'new.py'), '')],
    ['a changed file', () => appendFileSync(at('ktrdr--x', 'code.py'), 'more\n')],
    ['a repository', () => git(at('ktrdr--x'), 'init', '-q')],
  ])('a directory that git has forgotten, with %s, is left alone', async (_, change) => {
    const next = aContext();
    await killed(next);
    for (const path of [administration(), at('ktrdr--x', '.git')]) rmSync(path, { recursive: true });
    change();
    await next.create('y');
    expect(existsSync(at('ktrdr--x', 'code.py'))).toBe(true);
    expect(undone(next)).toMatch(
      /\(removed: branch x, slot 1\)\. Left alone: .*ktrdr--x \(git has no record of it, and this is not the create's: /,
    );
    await expect(next.create('x')).rejects.toMatchObject({ code: 'DIRECTORY_EXISTS' });
  });

  test.each<[string, () => void]>([
    ['nothing of its own', () => {}],
    [
      'a commit on no branch',
      () => {
        git(at('mine'), 'checkout', '-q', '--detach');
        git(at('mine'), 'commit', '-q', '--allow-empty', '-m', 'work');
      },
    ],
    [
      'something staged',
      () => {
        writeFileSync(at('mine', 'new.py'), 'x');
        git(at('mine'), 'add', 'new.py');
      },
    ],
  ])('a worktree that somebody has renamed since, with %s, stays whole', async (_, work) => {
    const next = aContext();
    await killed(next);
    renameSync(at('ktrdr--x'), at('mine'));
    work();
    const before = git(at('mine'), 'status', '--porcelain=v2', '--branch');
    await next.create('y');
    expect(git(at('mine'), 'status', '--porcelain=v2', '--branch')).toBe(before);
    expect(next.notes()).toContainEqual(expect.stringMatching(/It is finished now, because there is somebody's work/));
    expect(branches()).toContain('x');
  });

  test('a branch that somebody has made another name of theirs stays, and theirs too', async () => {
    const next = aContext();
    await killed(next);
    git(clone, 'worktree', 'remove', '-f', '-f', at('ktrdr--x'));
    git(clone, 'branch', '-m', 'x', 'keepme');
    git(clone, 'symbolic-ref', 'refs/heads/x', 'refs/heads/keepme');
    git(clone, 'config', 'branch.x.description', 'mine');
    await next.create('y');
    expect(branches()).toEqual(expect.arrayContaining(['keepme', 'x']));
    expect(git(clone, 'config', 'branch.x.description')).toBe('mine');
    expect(undone(next)).toMatch(
      /\(removed: slot 1\)\. Left alone: branch x \(it is now another name for a branch\)\.$/,
    );
  });

  test('a directory that somebody has made there since is left alone', async () => {
    const next = aContext();
    await killed(next);
    git(clone, 'worktree', 'remove', '-f', '-f', at('ktrdr--x'));
    mkdirSync(at('ktrdr--x'));
    writeFileSync(at('ktrdr--x', 'precious'), 'work');
    await expect(next.create('x')).rejects.toMatchObject({ code: 'DIRECTORY_EXISTS' });
    expect(readFileSync(at('ktrdr--x', 'precious'), 'utf8')).toBe('work');
    expect(await next.context.registry.list()).toEqual([]);
  });

  test("somebody's own worktree at that place is left alone", async () => {
    const next = aContext();
    await killed(next);
    git(clone, 'worktree', 'remove', '-f', '-f', at('ktrdr--x'));
    git(clone, 'worktree', 'add', '-q', '--lock', '-b', 'mine', at('ktrdr--x'));
    await next.create('y');
    expect(existsSync(at('ktrdr--x', 'code.py'))).toBe(true);
    expect(branches()).toEqual(['main', 'mine', 'y']);
    expect(undone(next)).toMatch(
      /\(removed: branch x, slot 1\)\. Left alone: .*ktrdr--x \(not the directory that this create made\)\.$/,
    );
  });

  test('what an undo has moved aside stays there while its place is taken, and what it lacks is said', async () => {
    const next = aContext();
    const aside = await killedInUndo(next);
    mkdirSync(at('ktrdr--x'));
    await next.create('y');
    expect(next.notes()).toContainEqual(
      expect.stringMatching(
        /Something else has taken the place .*ktrdr--x\. Its \.git and the files .* may already be gone/,
      ),
    );
    expect(existsSync(aside)).toBe(true);
  });

  test('a directory that somebody has made in its place is left alone, and not said to be removed', async () => {
    const next = aContext();
    const aside = await killedInUndo(next);
    renameSync(aside, at('moved'));
    mkdirSync(at('ktrdr--x'));
    await next.create('y');
    expect(existsSync(at('ktrdr--x'))).toBe(true);
    expect(undone(next)).toMatch(
      /\(removed: git's record of worktree .*ktrdr--x, branch x, slot 1\)\. Left alone: .*ktrdr--x \(not the directory that this create made\)\.$/,
    );
  });

  test('unless git has moved it: it is finished, and destroy says where it is and unlocks it', async () => {
    const next = aContext();
    await killed(next);
    git(clone, 'worktree', 'move', '-f', '-f', at('ktrdr--x'), at('elsewhere'));
    await next.create('y');
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/ktrdr--x had not finished. It is finished now, because .*\(it was moved to .*elsewhere\)/),
    );
    expect(worktrees()).toContain('locked ktrdr sandbox ktrdr--x; to remove it:');
    const instance = (await registeredInstances(next.context)).find(({ id }) => id === 'ktrdr--x');
    if (instance === undefined) throw new Error('it is not registered');
    expect(
      await destroyInstance(next.context, instance, { confirm, signal: new AbortController().signal }),
    ).toMatchObject({ place: { kind: 'leave', reason: expect.stringMatching(/it was moved to .*elsewhere/) } });
    expect(worktrees()).not.toContain('locked ktrdr sandbox ktrdr--x');
    expect(existsSync(at('elsewhere', 'code.py'))).toBe(true);
  });

  test('a branch that somebody has checked out stays, and it is said where', async () => {
    const next = aContext();
    await killed(next);
    git(clone, 'worktree', 'remove', '-f', '-f', at('ktrdr--x'));
    git(clone, 'checkout', '-q', 'x');
    await next.create('y');
    expect(undone(next)).toMatch(/Left alone: branch x \(it is checked out in .*\)\.$/);
  });

  test.each([
    ['is just being made', { locked: 'initializing\n', index: '' }],
    ['is damaged, and was on another branch', { HEAD: 'ref: refs/heads/theirs\n', index: '' }],
    ['is damaged, and holds what we do not know', { HEAD: 'ref: refs/heads/x\n', MERGE_HEAD: '' }],
  ])("what git keeps for somebody's worktree of that name stays, where it %s", async (_, files) => {
    const next = aContext();
    await killed(next);
    git(clone, 'worktree', 'remove', '-f', '-f', at('ktrdr--x'));
    mkdirSync(administration(), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(administration(), name), text);
    await next.create('y');
    expect(readdirSync(administration()).toSorted((a, b) => a.localeCompare(b))).toEqual(
      Object.keys(files).toSorted((a, b) => a.localeCompare(b)),
    );
  });

  test('a branch that somebody has made, or committed on, stays', async () => {
    const next = aContext();
    await killed(next);
    git(clone, 'worktree', 'remove', '-f', '-f', at('ktrdr--x'));
    git(clone, 'branch', '-D', 'x');
    git(clone, 'branch', 'x');
    await next.create('y');
    expect(branches()).toEqual(['main', 'x', 'y']);
    expect(undone(next)).toMatch(/Left alone: branch x \(somebody may have worked on it since\)\.$/);
    expect(await next.context.registry.get('ktrdr--x')).toBeUndefined();
  });

  test('while its repository is not there, it stays as it is, and a warning says so', async () => {
    const next = aContext();
    await killed(next, { commonDirectory: at('unmounted', '.git') });
    await next.create('y');
    expect(next.notes()).toContainEqual(expect.stringMatching(/ktrdr--x could not be undone.*unmounted/));
    expect(await next.context.registry.get('ktrdr--x')).toMatchObject({ slot: 1 });
    expect(await readJournal(next.context, 'ktrdr--x')).toBeDefined();
  });

  test('a journal that cannot be read is warned about and left alone', async () => {
    const next = aContext();
    await killed(next);
    writeFileSync(join(next.context.home.operations, 'ktrdr--x.json'), '{"version":1');
    await next.create('y');
    expect(next.notes()).toContainEqual(expect.stringMatching(/ktrdr--x\.json/));
    expect(readFileSync(join(next.context.home.operations, 'ktrdr--x.json'), 'utf8')).toBe('{"version":1');
  });
});
