import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { claimDirectory } from '../../src/create/claim-directory.ts';
import { createSandbox, parseEnvFile } from '../../src/index.ts';
import { readJournal } from '../../src/journals/create-journal.ts';
import {
  abortOnce,
  aContext,
  administration,
  assertNothing,
  at,
  branches,
  clone,
  commit,
  git,
  hook,
  journal,
  plain,
  push,
} from '../support/create-scene.ts';

// A filter that git cannot do without, as Git LFS is one.
function breakCheckout(): void {
  writeFileSync(join(clone, '.gitattributes'), 'code.py filter=broken\n');
  commit('filtered');
  push();
  git(clone, 'config', 'filter.broken.smudge', 'false');
  git(clone, 'config', 'filter.broken.required', 'true');
}

/** Commits of a hook, or of a merge that a server signs: git shows what the signature's program says, if it is told to. */
function signHead(): void {
  const [top = '', message = ''] = git(clone, 'cat-file', 'commit', 'HEAD').split('\n\n');
  const signature = ['-----BEGIN PGP SIGNATURE-----', '', 'AAAA', '-----END PGP SIGNATURE-----'].join('\n ');
  const file = plain('signed');
  writeFileSync(file, `${top}\ngpgsig ${signature}\n\n${message}\n`);
  git(clone, 'reset', '-q', '--soft', git(clone, 'hash-object', '-t', 'commit', '-w', file));
  const program = plain('gpg');
  writeFileSync(program, '#!/bin/sh\necho "gpg: Signature made Thu" >&2\nexit 1\n', { mode: 0o755 });
  git(clone, 'config', 'gpg.program', program);
  git(clone, 'config', 'log.showSignature', 'true');
}

describe('a create that fails is undone', () => {
  test('with its branch, where git is told to show signatures', async () => {
    breakCheckout();
    signHead();
    git(clone, 'push', '-q', '--force', 'origin', 'main');
    expect(git(clone, 'log', '-1', '--format=%h')).toContain('gpg: Signature made');
    const { create, context, notes } = aContext();
    await expect(create('x')).rejects.toMatchObject({ code: 'GIT_FAILED' });
    await assertNothing(context);
    expect(notes()).toEqual([expect.stringMatching(/^Undone: branch x, slot 1\.$/)]);
  });

  test('when its directory cannot be made: what has to be writable is named', async () => {
    const { context } = aContext();
    writeFileSync(at('file'), '');
    await expect(claimDirectory(context, journal({ path: at('file', 'x') }))).rejects.toMatchObject({
      code: 'WORKTREE_NOT_MADE',
      hint: expect.stringContaining(`write to ${at('file')}`),
    });
  });

  test('unless a hook has put something there: it is finished, with the directories of its own that it was asked for', async () => {
    const controller = new AbortController();
    hook('echo 1 >mine; exec sleep 3');
    const { create, context, notes } = aContext(controller.signal);
    const creating = create('x', { own: ['data'] });
    abortOnce(at('ktrdr--x', 'mine'), controller);
    await expect(creating).rejects.toThrow('Ctrl-C');
    expect(notes()).toEqual([
      expect.stringMatching(/^The create of ktrdr--x had not finished. It is finished now, because/),
    ]);
    const text = readFileSync(at('ktrdr--x', '.env.sandbox'), 'utf8');
    expect(parseEnvFile(text)).toMatchObject({ KTRDR_DATA_DIR: at('ktrdr--x', 'data') });
    expect(await readJournal(context, 'ktrdr--x')).toBeUndefined();
  });

  test('when git cannot make the worktree: the branch that it made goes too', async () => {
    breakCheckout();
    const { create, context, notes } = aContext();
    await expect(create('x')).rejects.toMatchObject({ code: 'GIT_FAILED' });
    await assertNothing(context);
    expect(notes()).toEqual([expect.stringMatching(/^Undone: branch x, slot 1\.$/)]);
  });

  test('all of it while the process is not to be ended by Ctrl-C', async () => {
    breakCheckout();
    const { context } = aContext();
    const begun: string[][] = [];
    const uncut = async <Value>(work: () => Promise<Value>): Promise<Value> => {
      begun.push(branches());
      const value = await work();
      await assertNothing(context);
      return value;
    };
    const signal = new AbortController().signal;
    const options = { name: 'x', directory: clone, keepVolumes: false, signal };
    await expect(createSandbox({ ...context, uncut }, options)).rejects.toMatchObject({ code: 'GIT_FAILED' });
    expect(begun).toEqual([['main', 'x']]);
  });

  test('a branch that was there before stays', async () => {
    breakCheckout();
    const { create, context } = aContext();
    git(clone, 'branch', 'x');
    await expect(create('x')).rejects.toMatchObject({ code: 'GIT_FAILED' });
    expect(branches()).toEqual(['main', 'x']);
    expect(await context.registry.list()).toEqual([]);
  });

  test('unless a hook has put work there: then the error says that the sandbox is kept', async () => {
    hook('git checkout -q -b other\necho mine >work.txt\nexit 1');
    const { create, context } = aContext();
    await expect(create('x')).rejects.toMatchObject({
      hint: expect.stringMatching(/is kept and registered.*work\.txt/),
    });
    expect(await context.registry.get('ktrdr--x')).toMatchObject({ slot: 1 });
    expect(readFileSync(at('ktrdr--x', 'work.txt'), 'utf8')).toBe('mine\n');
  });

  test.each([
    ['mv ktrdr--x moved && mkdir ktrdr--x', /is kept and registered.*it was moved to .*\/moved\b/],
    [
      'cp -r ktrdr--x moved && mv ktrdr--x kept && mv moved ktrdr--x',
      /is kept and registered.*a copy of it is in its place/,
    ],
  ])('unless another directory has taken the place of its own, which is left alone: %s', async (swap, hint) => {
    hook(`cd .. && ${swap} && echo theirs >ktrdr--x/theirs.txt`);
    const { create, context } = aContext();
    await expect(create('x')).rejects.toMatchObject({
      code: 'INSTANCE_CHANGED',
      hint: expect.stringMatching(hint),
    });
    expect(readFileSync(at('ktrdr--x', 'theirs.txt'), 'utf8')).toBe('theirs\n');
    expect(existsSync(administration())).toBe(true);
    expect(await context.registry.get('ktrdr--x')).toMatchObject({ slot: 1 });
  });

  test('and nothing is written into a directory that has taken the place of its own', async () => {
    hook('cd .. && mv ktrdr--x moved && mkdir ktrdr--x');
    await expect(aContext().create('x')).rejects.toMatchObject({ code: 'INSTANCE_CHANGED' });
    expect(readdirSync(at('ktrdr--x'))).toEqual([]);
  });

  test('by Ctrl-C, when a git that was started still writes: that is waited for', async () => {
    const controller = new AbortController();
    const { create, context } = aContext(controller.signal);
    const late = `cd ..; sleep 3; mkdir -p ktrdr--x; cp ktrdr/code.py ktrdr--x/code.py; echo > ${plain('ended')}`;
    hook(
      `( GIT_EDITOR='sh -c "${late}"' git config --edit ) < /dev/null > /dev/null 2>&1 &\necho > ${plain('in-hook')}\nsleep 3`,
    );
    const creating = create('x');
    abortOnce(plain('in-hook'), controller);
    await expect(creating).rejects.toThrow('Ctrl-C');
    expect(existsSync(plain('ended'))).toBe(true);
    await assertNothing(context);
  });

  test('by Ctrl-C while git works: cleaning up is not cut short', async () => {
    const controller = new AbortController();
    const { create, context } = aContext(controller.signal);
    hook(`exec < /dev/null > /dev/null 2>&1\necho > ${plain('in-hook')}\nsleep 3`);
    const creating = create('x');
    abortOnce(plain('in-hook'), controller);
    await expect(creating).rejects.toThrow('Ctrl-C');
    await assertNothing(context);
  });
});
