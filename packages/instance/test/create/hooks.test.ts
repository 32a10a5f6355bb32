import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readJournal } from '../../src/journals/create-journal.ts';
import { aContext, assertNothing, at, clone, git, hook, plain, worktrees } from '../support/create-scene.ts';

describe('a hook of the repository', () => {
  test('that fails when the worktree is made: the sandbox is whole, and a warning names the hook', async () => {
    hook('echo "pre-commit not found" >&2\nexit 3');
    const { create, context, notes } = aContext();
    const { failedHook, instance } = await create('x');
    expect(failedHook).toEqual({ name: 'post-checkout', exitCode: 3, output: 'pre-commit not found' });
    expect(notes()).toEqual([
      expect.stringMatching(/hook post-checkout failed \(exit code 3\):\npre-commit not found$/),
    ]);
    expect(await context.registry.get(instance.id)).toMatchObject({ slot: 1 });
    expect(readFileSync(at('ktrdr--x', '.env.sandbox'), 'utf8')).toContain('INSTANCE_ID=ktrdr--x\n');
    expect(worktrees()).toContain('locked ktrdr sandbox ktrdr--x');
    expect(await readJournal(context, 'ktrdr--x')).toBeUndefined();
  });

  test('in a relative core.hooksPath is that of the worktree in which the command was given', async () => {
    const other = at('other');
    git(clone, 'worktree', 'add', '-q', '-b', 'other', other);
    git(clone, 'config', 'core.hooksPath', '.githooks/run');
    hook(`echo ran >${plain('ran')}; pwd >>${plain('ran')}`, join(other, '.githooks', 'run'));
    await aContext().create('x', { directory: other });
    expect(readFileSync(plain('ran'), 'utf8')).toBe(`ran\n${at('ktrdr--x')}\n`);
  });

  test('that starts something in the background keeps no other create waiting', async () => {
    hook('sleep 30 >/dev/null 2>&1 </dev/null &\nsleep 1');
    const { create } = aContext();
    const begin = performance.now();
    await Promise.all(['a', 'b', 'c'].map(async (name) => await create(name)));
    expect(performance.now() - begin).toBeLessThan(20_000);
  });

  test('that refuses the branch is named, and nothing is left', async () => {
    mkdirSync(join(clone, '.git', 'hooks'), { recursive: true });
    const refuse = 'while read old new ref; do case $ref in refs/heads/x) echo "no $ref" >&2; exit 1;; esac; done';
    writeFileSync(join(clone, '.git', 'hooks', 'reference-transaction'), `#!/bin/sh\n${refuse}\n`, { mode: 0o755 });
    const { create, context } = aContext();
    await expect(create('x')).rejects.toMatchObject({
      code: 'GIT_FAILED',
      message: expect.stringContaining('hook reference-transaction'),
      detail: expect.stringContaining('no refs/heads/x'),
    });
    await assertNothing(context);
  });
});
