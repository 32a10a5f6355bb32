import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env as processEnv } from 'node:process';
import { describe, expect, test } from '@jest/globals';
import { type CreateOptions, createSandbox } from '../../src/index.ts';
import {
  abortOnce,
  aContext,
  assertNothing,
  at,
  branches,
  clone,
  git,
  head,
  hook,
  place,
  plain,
} from '../support/create-scene.ts';

/** Somebody else's clone, from which they push. */
function mate(...args: string[]): string {
  if (!existsSync(at('mate'))) git(place, 'clone', '-q', at('ktrdr.git'), at('mate'));
  return git(at('mate'), ...args);
}
function matePushes(branch: string): string {
  mate('checkout', '-q', '-B', branch);
  mate('commit', '-q', '--allow-empty', '-m', `of a mate, on ${branch}`);
  mate('push', '-q', 'origin', branch);
  return mate('rev-parse', 'HEAD');
}

describe('where a branch starts', () => {
  test("a new one at the remote's default branch as it is now, whatever is checked out; it follows nothing", async () => {
    git(clone, 'checkout', '-q', '-b', 'mine');
    git(clone, 'commit', '-q', '--allow-empty', '-m', 'not for others');
    const theirs = matePushes('main');
    const { create, notes } = aContext();
    const { branch, instance } = await create('x');
    expect(branch).toMatchObject({
      kind: 'create',
      base: { ref: 'origin/main', commit: theirs, fetched: true },
      upstream: undefined,
    });
    expect(git(instance.path, 'rev-parse', 'HEAD')).toBe(theirs);
    expect(() => git(clone, 'config', 'branch.x.remote')).toThrow();
    expect(existsSync(join(clone, '.git', 'FETCH_HEAD'))).toBe(false);
    expect(notes()).toEqual([]);
  });

  test.each<[string, () => string]>([
    ['a branch', () => 'mine'],
    ['a tag', () => 'v1'],
    ['a commit', () => head('mine')],
    ['a revision', () => 'HEAD~0'],
  ])('at %s that --from names, without asking a remote', async (_, name) => {
    git(clone, 'checkout', '-q', '-b', 'mine');
    git(clone, 'commit', '-q', '--allow-empty', '-m', 'mine');
    git(clone, 'tag', 'v1');
    git(clone, 'remote', 'set-url', 'origin', at('nowhere', 'ktrdr.git'));
    const from = name();
    const { create, notes } = aContext();
    const { branch, instance } = await create('x', { from });
    expect(branch).toMatchObject({ kind: 'create', base: { ref: from, commit: head('mine'), fetched: null } });
    expect(git(instance.path, 'rev-parse', 'HEAD')).toBe(head('mine'));
    expect(notes()).toEqual([]);
  });

  test.each(['origin/theirs', 'theirs'])('at a branch that only the remote has, called %s', async (from) => {
    const theirs = matePushes('theirs');
    const { branch } = await aContext().create('x', { from });
    expect(branch).toMatchObject({ kind: 'create', base: { ref: 'origin/theirs', commit: theirs, fetched: true } });
  });

  test('a base that does not exist is refused, and nothing is made', async () => {
    const { create, context } = aContext();
    await expect(create('x', { from: 'nothing' })).rejects.toMatchObject({
      code: 'BASE_NOT_FOUND',
      message: expect.stringContaining('"nothing"'),
    });
    await assertNothing(context);
  });

  test.each<[string, Partial<CreateOptions>]>([
    ['asked for', { branch: 'theirs' }],
    ['asked for with its remote', { branch: 'origin/theirs' }],
    ['that has the name of the sandbox', { name: 'theirs' }],
  ])('a branch that only the remote has, %s, is tracked, though it was never fetched', async (_, options) => {
    const theirs = matePushes('theirs');
    const { branch, instance } = await aContext().create(options.name ?? 'x', options);
    expect(branch).toMatchObject({ kind: 'track', name: 'theirs', base: { ref: 'origin/theirs', fetched: true } });
    expect(git(instance.path, 'rev-parse', 'HEAD', 'theirs@{upstream}').split('\n')).toEqual([theirs, theirs]);
    expect(git(instance.path, 'symbolic-ref', 'HEAD')).toBe('refs/heads/theirs');
    expect(branches()).toEqual(['main', 'theirs']);
  });

  test('in a clone of a single branch, too', async () => {
    git(clone, 'config', 'remote.origin.fetch', '+refs/heads/main:refs/remotes/origin/main');
    const theirs = matePushes('theirs');
    const { instance } = await aContext().create('theirs');
    expect(git(instance.path, 'rev-parse', 'HEAD')).toBe(theirs);
    expect(git(clone, 'config', 'branch.theirs.merge')).toBe('refs/heads/theirs');
    expect(git(clone, 'config', 'branch.theirs.remote')).toBe('origin');
  });

  test('a branch that the remote has no longer is not gone on with', async () => {
    matePushes('theirs');
    git(clone, 'fetch', '-q');
    mate('push', '-q', '--delete', 'origin', 'theirs');
    const { branch } = await aContext().create('theirs');
    expect(branch).toMatchObject({ kind: 'create', base: { ref: 'origin/main' } });
  });

  test.each<[string, string, string]>([
    ['a tag', 'v1', 'NOT_A_BRANCH'],
    ['a commit', 'commit', 'NOT_A_BRANCH'],
    ['the start of a commit', 'short', 'NOT_A_BRANCH'],
    ['a remote', 'origin', 'NOT_A_BRANCH'],
    ["git's longer name of a branch", 'heads/main', 'NOT_A_BRANCH'],
    ["git's full name of a branch", 'refs/heads/x', 'BRANCH_INVALID'],
    ['a branch that the remote does not have', 'origin/nothing', 'BRANCH_NOT_FOUND'],
  ])('%s never becomes a local branch of that name', async (_, name, code) => {
    git(clone, 'tag', 'v1');
    git(clone, 'remote', 'set-head', 'origin', 'main');
    const asked = { commit: head(), short: head().slice(0, 8) }[name] ?? name;
    const { create, context } = aContext();
    await expect(create('x', { branch: asked })).rejects.toMatchObject({ code });
    // A whole commit is too long for the name of a sandbox.
    if (code === 'NOT_A_BRANCH' && asked.length < 33) await expect(create(asked)).rejects.toMatchObject({ code });
    await assertNothing(context);
  });

  test.each([
    ['a branch that is checked out', 'refs/heads/main', /is another name for branch main/, /--branch main$/],
    ['one that is not', 'refs/heads/other', /is another name for branch other/, /--branch other$/],
    ['one that is not there', 'refs/heads/gone', /is another name for branch gone/, /--branch gone$/],
    ['a branch of a remote', 'refs/remotes/origin/main', /refs\/remotes\/origin\/main/, /another branch/],
  ])('another name of %s is refused: git would move the other branch', async (_, target, message, hint) => {
    git(clone, 'branch', 'other');
    git(clone, 'symbolic-ref', 'refs/heads/alias', target);
    const { create, context } = aContext();
    const refused = {
      code: 'NOT_A_BRANCH',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    };
    await expect(create('x', { branch: 'alias' })).rejects.toMatchObject(refused);
    await expect(create('alias')).rejects.toMatchObject(refused);
    git(clone, 'symbolic-ref', '--delete', 'refs/heads/alias');
    git(clone, 'branch', '-D', 'other');
    await assertNothing(context);
  });

  test('words of six hexadecimal digits or fewer are no commits', async () => {
    const { branch } = await aContext().create('x', { branch: head().slice(0, 6) });
    expect(branch).toMatchObject({ kind: 'create' });
  });

  describe('without the remote', () => {
    test('at what was fetched last, and a warning says so and why', async () => {
      const known = head();
      git(clone, 'commit', '-q', '--allow-empty', '-m', 'not for others');
      git(clone, 'remote', 'set-url', 'origin', at('nowhere', 'ktrdr.git'));
      const { create, notes } = aContext();
      const { branch } = await create('x');
      expect(branch).toMatchObject({
        commit: known,
        base: { ref: 'origin/main', fetched: false, problem: expect.stringMatching(/nowhere/) },
      });
      expect(notes()).toEqual([
        expect.stringMatching(/^Recent changes.*nowhere.*x starts from origin\/main as last fetched\.$/),
      ]);
    });

    test('at the current commit where nothing was ever fetched', async () => {
      git(clone, 'update-ref', '-d', 'refs/remotes/origin/main');
      git(clone, 'remote', 'set-url', 'origin', at('nowhere', 'ktrdr.git'));
      const { create, notes } = aContext();
      const { branch } = await create('x');
      expect(branch).toMatchObject({ commit: head(), base: { ref: 'main', fetched: null } });
      expect(notes()).toEqual([expect.stringMatching(/nowhere.*x starts from the current commit \(main\)\.$/)]);
    });

    test('that wants to ask something: nobody is asked, and it ends', async () => {
      const asked = plain('asked');
      const ask = plain('ask');
      writeFileSync(ask, `#!/bin/sh\necho "$@" >>${asked}\necho me\n`, { mode: 0o755 });
      git(clone, 'config', 'core.askPass', ask);
      // A transport of git's that asks for a password, as https does.
      const helper = at('git-remote-asking');
      writeFileSync(helper, '#!/bin/sh\nprintf "protocol=https\\nhost=ktrdr\\n\\n" | git credential fill >&2\n', {
        mode: 0o755,
      });
      git(clone, 'remote', 'set-url', 'origin', 'asking::ktrdr');
      const { create, context } = aContext();
      const env = { ...context.env, PATH: `${place}:${processEnv['PATH']}`, GIT_ASKPASS: ask, SSH_ASKPASS: ask };
      const { branch } = await createSandbox(
        { ...context, env },
        { name: 'x', directory: clone, keepVolumes: false, signal: new AbortController().signal },
      );
      expect(branch.base.problem).toMatch(/could not read Username.*terminal prompts disabled/);
      expect(existsSync(asked)).toBe(false);
      await expect(create('x')).rejects.toMatchObject({ code: 'INSTANCE_EXISTS' });
    });
  });

  test('the branch of a create that is undone goes, and what it followed', async () => {
    matePushes('theirs');
    const controller = new AbortController();
    hook('exec sleep 3');
    const { create, context } = aContext(controller.signal);
    const creating = create('x', { branch: 'theirs' });
    abortOnce(at('ktrdr--x', 'code.py'), controller);
    await expect(creating).rejects.toThrow('Ctrl-C');
    await assertNothing(context);
    expect(() => git(clone, 'config', '--get-regexp', '^branch.theirs')).toThrow();
  });

  test('what somebody had configured for a branch of that name before is so again', async () => {
    matePushes('theirs');
    const settings = ['remote mine', 'rebase true', 'description notes'].map((line) => line.split(' '));
    for (const [key, value = ''] of settings) git(clone, 'config', `branch.theirs.${key}`, value);
    const controller = new AbortController();
    hook('exec sleep 3');
    const creating = aContext(controller.signal).create('x', { branch: 'theirs' });
    abortOnce(at('ktrdr--x', 'code.py'), controller);
    await expect(creating).rejects.toThrow('Ctrl-C');
    expect(branches()).toEqual(['main']);
    expect(git(clone, 'config', '--get-regexp', '^branch.theirs').split('\n').toSorted()).toEqual(
      settings.map(([key, value]) => `branch.theirs.${key} ${value}`).toSorted(),
    );
  });
});
