import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { withOperationLock } from '../../src/core/with-operation-lock.ts';
import { planDestroy } from '../../src/index.ts';
import { writeImageMemory } from '../../src/images/image-memory.ts';
import {
  contextThat,
  destroy,
  expectDestroyed,
  git,
  listed,
  made,
  main,
  no,
  place,
  plain,
  register,
  sandbox,
  standAt,
  tree,
  write,
} from '../support/destroy-scene.ts';

describe('the worktree that was made for the sandbox', () => {
  test('goes with all that is ours in it, and with what git ignores; the branch stays', async () => {
    write('a.log');
    mkdirSync(join(tree, '.claude'));
    write('.claude/settings.local.example.json', '{}');
    git(tree, 'add', '.claude/settings.local.example.json');
    git(tree, 'commit', '-q', '-m', 'an example');
    write('.claude/settings.local.json', '{}');
    expect(await destroy()).toMatchObject({
      place: { kind: 'remove-worktree', begun: false },
      work: { lost: [], unpushed: { branch: 'feat-x', commits: 1 } },
      mainWorktree: main,
      checkedOut: 'refs/heads/feat-x',
    });
    await expectDestroyed();
  });

  test('goes also with what a killed write of .env.sandbox has left in it, which is nobody’s work', async () => {
    write('.env.sandbox.4711-0123abcd.tmp');
    await destroy();
    await expectDestroyed();
  });

  test('is destroyed, also where its place cannot be looked at in the end', async () => {
    const disk = join(place, 'disk');
    mkdirSync(disk);
    await plain().registry.release(sandbox.id);
    git(main, 'worktree', 'unlock', tree);
    git(main, 'worktree', 'move', tree, join(disk, 'ktrdr--feat-x'));
    standAt(join(disk, 'ktrdr--feat-x'));
    git(main, 'worktree', 'lock', '--reason', 'ktrdr sandbox ktrdr--feat-x', tree);
    await register();
    const context = plain();
    const { registry } = context;
    const release: typeof registry.release = async (...args) => {
      const released = await registry.release(...args);
      rmSync(disk, { recursive: true });
      symlinkSync(disk, disk);
      return released;
    };
    const destroyed = await destroy({}, { ...context, registry: { ...registry, release } });
    expect(destroyed).toMatchObject({ place: { kind: 'remove-worktree', isReplaced: false } });
    expect(await plain().registry.list()).toEqual([]);
  });

  test('is registered until everything else is gone', async () => {
    const { context } = contextThat({
      docker: [
        [/^image inspect/, () => ({ stdout: 'sha256:1\n' })],
        [
          /^image rm/,
          () => {
            throw new Error('killed');
          },
        ],
      ],
    });
    await writeImageMemory(context, sandbox.id, made('sha256:1'));
    await expect(destroy({}, context)).rejects.toThrow('killed');
    expect(await context.registry.list()).toHaveLength(1);
  });

  test('its .env.sandbox stays where git tracks it, in a directory that stays', async () => {
    write('.env.sandbox', 'INSTANCE_ID=ktrdr--feat-x\nMINE=1\n');
    git(tree, 'add', '--force', '.env.sandbox');
    const { context, notes } = contextThat();
    expect(await destroy({ keepWorktree: true }, context)).toMatchObject({ keepsEnvFile: true });
    expect(readFileSync(join(tree, '.env.sandbox'), 'utf8')).toContain('MINE=1');
    expect(notes).toEqual([expect.stringMatching(/git tracks .*\.env\.sandbox: it is left/)]);
  });

  test('is kept when asked to, unlocked', async () => {
    write('notes.txt');
    write('.env.sandbox.4711-0123abcd.tmp');
    expect(await destroy({ keepWorktree: true })).toMatchObject({ place: { kind: 'remove-marker' } });
    expect(readFileSync(join(tree, 'notes.txt'), 'utf8')).toBe('x');
    expect(readdirSync(tree).filter((name) => name.startsWith('.env'))).toEqual([]);
    expect(listed()).toMatch(/worktree .*ktrdr--feat-x\n/);
    expect(listed()).not.toContain('locked');
    expect(await plain().registry.list()).toEqual([]);
  });

  test('stays without a yes', async () => {
    expect(await destroy({ confirm: no })).toBeUndefined();
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
    expect(await plain().registry.list()).toHaveLength(1);
  });

  test('a plan changes nothing, and no lock is needed for it', async () => {
    write('notes.txt');
    await withOperationLock(plain(), sandbox.id, async () => {
      expect(await planDestroy(plain(), sandbox)).toMatchObject({
        place: { kind: 'remove-worktree' },
        work: { lost: [{ kind: 'untracked', what: 'notes.txt' }] },
      });
    });
    expect(existsSync(join(tree, 'notes.txt'))).toBe(true);
  });
});
