import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CodedError } from '@ktrdr/errors';
import { withRepositoryLock } from '../../src/git/with-repository-lock.ts';
import { admin, contextThat, destroy, git, main, place, plain, tree, write, yes } from '../support/destroy-scene.ts';

/** Destroys, while another one has the repository's lock, and gives it back once something has happened after the question. */
async function whileItWaits(happen: () => void, options: object = {}): Promise<unknown> {
  let tell: (() => void) | undefined;
  const asked = new Promise<void>((resolve) => (tell = resolve));
  const other = withRepositoryLock(plain(), join(main, '.git'), async () => {
    const destroyed = destroy({
      ...options,
      confirm: async () => {
        tell?.();
        return await yes();
      },
    }).catch((error: unknown) => error);
    await asked;
    happen();
    return { destroyed };
  });
  return await (
    await other
  ).destroyed;
}

describe('what is looked at last, with the lock of the repository, is what goes:', () => {
  test('a journal that cannot be read by then is told with what is gone already', async () => {
    const { context } = contextThat();
    const unreadable: typeof context = {
      ...context,
      report: (event) => {
        if (event.type !== 'step-started' || event.step !== 'remove the worktree') return;
        const journal = join(place, '.ktrdr', 'sandbox', 'operations', 'ktrdr--feat-x.destroying');
        rmSync(journal);
        mkdirSync(journal);
      },
    };
    await expect(destroy({}, unreadable)).rejects.toMatchObject({
      code: 'JOURNAL_UNREADABLE',
      hint: expect.stringMatching(/^Its containers are gone/),
    });
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
  });

  test('work that came while the lock was waited for stays', async () => {
    const error = await whileItWaits(() => (write('new.txt'), write('a.txt', 'more')));
    expect(error).toMatchObject({ code: 'WORK_AT_RISK', detail: expect.stringMatching(/a\.txt[^]*new\.txt/) });
    expect(readFileSync(join(tree, 'new.txt'), 'utf8')).toBe('x');
  });

  test.each([
    ['stays', {}],
    ['stays, also with --force', { force: true }],
  ])('what comes once git has looked %s', async (_, options) => {
    let looks = 0;
    const { context } = contextThat({
      killed: (args) => {
        // Asked once work was looked for, when it is planned and again before it goes.
        if (args.includes('ktrdr.rebuildable') && (looks += 1) === 2) write('docs/result.txt');
        return undefined;
      },
    });
    await expect(destroy(options, context)).rejects.toMatchObject({
      code: 'WORK_AT_RISK',
      detail: 'untracked file: docs/result.txt',
    });
    const where = readdirSync(place).find((name) => name.includes('ktrdr--feat-x'));
    expect(readFileSync(join(place, where ?? '', 'docs', 'result.txt'), 'utf8')).toBe('x');
  });

  test.each<[string, () => void, string]>([
    [
      'staged and in no directory',
      () => {
        const blob = git(tree, 'hash-object', '-w', 'a.txt').trim();
        git(tree, 'update-index', '--add', '--cacheinfo', `100644,${blob},staged.txt`);
      },
      'index',
    ],
    [
      'a lock of somebody’s',
      () => git(main, 'worktree', 'unlock', tree) + git(main, 'worktree', 'lock', '--reason', 'hands off', tree),
      'locked',
    ],
    ['a bisection', () => git(tree, 'bisect', 'start'), 'BISECT_LOG'],
  ])('%s, done once git has looked: the directory goes back', async (_, happen, file) => {
    let looks = 0;
    const { context } = contextThat({
      killed: (args) => {
        // The last question.
        if (args.includes('--show-current') && (looks += 1) === 2) happen();
        return undefined;
      },
    });
    await expect(destroy({}, context)).rejects.toMatchObject({
      code: 'INSTANCE_CHANGED',
      message: expect.stringMatching(/^Somebody used git in /),
      detail: expect.stringContaining(`worktrees/ktrdr--feat-x/${file}`),
    });
    expect(readFileSync(join(tree, 'a.txt'), 'utf8')).toBe('a.txt');
    expect(readdirSync(place).filter((name) => name.includes('being-removed'))).toEqual([]);
  });

  test('an index that a prompt has refreshed meanwhile, and a fetch of an editor, are no work', async () => {
    let looks = 0;
    const { context } = contextThat({
      killed: (args) => {
        if (!args.includes('--show-current') || (looks += 1) !== 2) return undefined;
        // As `git status` does it: a new file, with the same in it.
        const index = join(admin(), 'index');
        cpSync(index, `${index}.new`);
        renameSync(`${index}.new`, index);
        writeFileSync(join(admin(), 'FETCH_HEAD'), '');
        return undefined;
      },
    });
    await destroy({}, context);
    expect(looks).toBeGreaterThan(1);
    expect(existsSync(tree)).toBe(false);
  });

  test.each<[string, () => void]>([
    ['a directory', () => (mkdirSync(tree), write('thesis.txt'))],
    ['a link', () => symlinkSync(`${tree}-moved`, tree)],
    ['a copy of it', () => cpSync(`${tree}-moved`, tree, { recursive: true })],
  ])('%s that took its place meanwhile stays, also with --force', async (_, take) => {
    const error = await whileItWaits(() => (renameSync(tree, `${tree}-moved`), take()), { force: true });
    expect(error).toMatchObject({ code: 'INSTANCE_CHANGED' });
    expect(readdirSync(tree).length).toBeGreaterThan(0);
    expect(readFileSync(join(`${tree}-moved`, 'a.txt'), 'utf8')).toBe('a.txt');
    expect(await plain().registry.list()).toHaveLength(1);
  });
});

test('a registry that cannot be written in the end: nobody is told that nothing was changed', async () => {
  const { context } = contextThat();
  const failed = new CodedError('Cannot write the registry', {
    code: 'REGISTRY_WRITE_FAILED',
    hint: 'Nothing was changed.',
  });
  const registry = { ...context.registry, release: async () => await Promise.reject(failed) };
  await expect(destroy({}, { ...context, registry })).rejects.toMatchObject({
    code: 'REGISTRY_WRITE_FAILED',
    hint: 'Everything of ktrdr--feat-x that was to be removed is gone; only its registry entry remains. Run the command again once the registry can be written.',
  });
});
