import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { env as processEnv } from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { runCommand, type Run } from '@ktrdr/process';
import { branchMark } from '../../src/create/branch-mark.ts';
import { claimDirectory } from '../../src/create/claim-directory.ts';
import { directoryIdentity } from '../../src/core/directory-identity.ts';
import { listWorktrees } from '../../src/git/list-worktrees.ts';
import { lockAgain } from '../../src/checkout/lock-adopted.ts';
import { creatingLockReason, sandboxLockReason } from '../../src/git/sandbox-lock-reason.ts';
import {
  createContext,
  type CreateOptions,
  createSandbox,
  destroyInstance,
  initSandbox,
  type Instance,
  type InstanceEvent,
  listInstances,
  parseEnvFile,
} from '../../src/index.ts';
import { type CreateJournal, readJournal, writeJournal } from '../../src/journals/create-journal.ts';
import { readVolumeRecord, writeVolumeRecord } from '../../src/volumes/volume-record.ts';
import { aResult } from '../support/a.ts';
import { connectionByRun } from '../support/connection-by-run.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

jest.setTimeout(60_000);

// Real git, a real registry and real files; an Engine that has nothing.
const root = temporaryDirectory();
const CREATED_AT = '2026-01-02T03:04:05.000Z';
const no = async () => await Promise.resolve(false);
let place: string;
let clone: string;
let count = 0;
beforeEach(() => {
  place = join(root, `${(count += 1)} it's "ö" $HOME`);
  clone = join(place, 'ktrdr');
  mkdirSync(clone, { recursive: true });
  git(clone, 'init', '-q', '-b', 'main');
  git(place, 'init', '-q', '--bare', '-b', 'main', at('ktrdr.git'));
  git(clone, 'remote', 'add', 'origin', at('ktrdr.git'));
  writeFileSync(join(clone, '.gitignore'), '.env.sandbox\n');
  writeFileSync(join(clone, 'code.py'), 'print(1)\n'.repeat(100));
  commit('one');
  push();
});

function git(directory: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=me', '-c', 'user.email=me@example.invalid', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', ['-C', directory, ...identity, ...args], {
    env: { PATH: processEnv['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

function aContext(signal?: AbortSignal, engine: (line: string) => string | undefined = () => undefined) {
  const events: InstanceEvent[] = [];
  const docker: string[] = [];
  const run: Run = async (command, args, options) => {
    if (command === 'git') return await runCommand(command, args, options);
    docker.push(args.join(' '));
    const answer = engine(args.join(' ')) ?? (args[0] === 'context' ? 'ssh://me@far-machine' : '');
    return aResult({ stdout: answer });
  };
  const env = { PATH: processEnv['PATH'], HOME: place, GIT_CONFIG_NOSYSTEM: '1' };
  const context = createContext({
    env,
    connection: connectionByRun(run),
    run,
    command: 'a test',
    now: () => new Date(CREATED_AT),
    report: (event) => events.push(event),
    ...(signal === undefined ? {} : { signal }),
  });
  const create = async (name: string, more: Partial<CreateOptions> = {}) =>
    await createSandbox(context, {
      name,
      directory: clone,
      keepVolumes: false,
      signal: signal ?? new AbortController().signal,
      ...more,
    });
  const notes = () =>
    events.flatMap((event) => (event.type === 'note' || event.type === 'warning' ? [event.text] : []));
  return { context, events, docker, create, notes };
}

// A place that a shell takes as it is.
const plain = (name: string): string => join(root, `${name}-${count}`);
const at = (...parts: string[]): string => join(place, ...parts);
const push = (): string => git(clone, 'push', '-q', 'origin', 'main');
function commit(message: string): void {
  git(clone, 'add', '--all');
  git(clone, 'commit', '-q', '-m', message);
}
function hook(script: string, directory = join(clone, '.git', 'hooks')): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'post-checkout'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}
const head = (ref = 'HEAD'): string => git(clone, 'rev-parse', ref);
const branches = (): string[] => git(clone, 'branch', '--format=%(refname:short)').split('\n');
const worktrees = (): string => git(clone, 'worktree', 'list', '--porcelain');
const journal = (different: Partial<CreateJournal> = {}): CreateJournal => ({
  version: 2,
  operation: 'create',
  id: 'ktrdr--x',
  path: at('ktrdr--x'),
  createdAt: CREATED_AT,
  token: 'a1b2c3',
  commonDirectory: join(clone, '.git'),
  branch: { name: 'x', commit: head(), created: true },
  ...different,
});

/** Nothing of a create is there any more. */
async function assertNothing(context: ReturnType<typeof aContext>['context']): Promise<void> {
  expect(existsSync(at('ktrdr--x'))).toBe(false);
  expect(worktrees()).not.toContain('ktrdr--x');
  expect(existsSync(join(clone, '.git', 'worktrees', 'ktrdr--x'))).toBe(false);
  expect(branches()).toEqual(['main']);
  expect(await context.registry.list()).toEqual([]);
  expect(await readJournal(context, 'ktrdr--x')).toBeUndefined();
}

describe('create', () => {
  test('makes a locked worktree on a new branch, and registers it truthfully', async () => {
    const { create, context } = aContext();
    const { instance } = await create('Feat/X');
    expect(instance.record).toEqual({
      instanceId: 'ktrdr--feat-x',
      slot: 1,
      path: at('ktrdr--feat-x'),
      createdAt: CREATED_AT,
      isWorktree: true,
      parentRepo: clone,
    });
    expect(realpathSync(instance.path)).toBe(instance.path);
    expect(git(instance.path, 'symbolic-ref', '--short', 'HEAD')).toBe('Feat/X');
    expect(worktrees()).toContain('locked ktrdr sandbox ktrdr--feat-x');
    expect(readFileSync(join(instance.path, '.env.sandbox'), 'utf8')).toContain('KTRDR_API_PORT=8001');
    expect(await readJournal(context, 'ktrdr--feat-x')).toBeUndefined();
    expect(readdirSync(context.home.operations)).toEqual(['ktrdr--feat-x.lock']);
  });

  test('takes a name that is no branch name for the sandbox, and its slug for the branch', async () => {
    const { instance } = await aContext().create('feat: x?');
    expect(git(instance.path, 'symbolic-ref', '--short', 'HEAD')).toBe('feat-x');
  });

  test('copies the settings that the repository proposes, and overwrites none', async () => {
    mkdirSync(join(clone, '.claude'));
    writeFileSync(join(clone, '.claude', 'settings.local.example.json'), '{"a":1}');
    commit('example');
    push();
    const { path } = (await aContext().create('x')).instance;
    expect(readFileSync(join(path, '.claude', 'settings.local.json'), 'utf8')).toBe('{"a":1}');
    writeFileSync(join(clone, '.claude', 'settings.local.json'), 'tracked');
    commit('tracked');
    push();
    const other = (await aContext().create('y')).instance;
    expect(readFileSync(join(other.path, '.claude', 'settings.local.json'), 'utf8')).toBe('tracked');
  });

  test.each([
    ['the example itself', '.claude/settings.local.example.json', 'secrets.json'],
    ['their directory', '.claude', '.'],
  ])('copies no settings where %s is a link to the files of the user', async (_, link, target) => {
    const home = at('home');
    mkdirSync(home);
    for (const name of ['secrets.json', 'settings.local.example.json']) writeFileSync(join(home, name), 'mine');
    mkdirSync(join(clone, link, '..'), { recursive: true });
    symlinkSync(join(home, target), join(clone, link));
    git(clone, 'add', '--all');
    git(clone, 'commit', '-q', '-m', 'link');
    const { path } = (await aContext().create('x', { from: 'HEAD' })).instance;
    expect(existsSync(join(path, '.claude', 'settings.local.json'))).toBe(false);
    expect(readdirSync(home).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'secrets.json',
      'settings.local.example.json',
    ]);
  });

  test.each<[string, (marker: string) => void]>([
    ['a link to a file of the user', (marker) => symlinkSync(at('profile'), marker)],
    ['a file', (marker) => writeFileSync(marker, 'KTRDR_DATA_DIR=/home\n')],
  ])('refuses a branch that has %s as .env.sandbox, and leaves nothing behind', async (_, make) => {
    writeFileSync(at('profile'), 'mine');
    git(clone, 'checkout', '-q', '-b', 'theirs');
    make(join(clone, '.env.sandbox'));
    git(clone, 'add', '--all', '--force');
    git(clone, 'commit', '-q', '-m', 'marker');
    git(clone, 'checkout', '-q', 'main');
    const { create, context } = aContext();
    await expect(create('x', { branch: 'theirs' })).rejects.toMatchObject({
      code: expect.stringMatching(/^ENV_FILE_(LINK|TRACKED)$/),
    });
    expect(readFileSync(at('profile'), 'utf8')).toBe('mine');
    expect(existsSync(at('ktrdr--x'))).toBe(false);
    expect(await context.registry.list()).toEqual([]);
  });

  test('in a clone whose git looks for no bare repositories', async () => {
    writeFileSync(at('.gitconfig'), '[safe]\n\tbareRepository = explicit\n');
    const { context, create } = aContext();
    await create('x');
    expect(await listWorktrees(join(clone, '.git'), context)).toHaveLength(2);
  });

  test('gives it directories of its own, as lines of the user', async () => {
    const { path } = (await aContext().create('x', { own: ['strategies', 'data'] })).instance;
    const text = readFileSync(join(path, '.env.sandbox'), 'utf8');
    expect(parseEnvFile(text)).toMatchObject({
      KTRDR_STRATEGIES_DIR: join(path, 'strategies'),
      KTRDR_DATA_DIR: join(path, 'data'),
      KTRDR_MODELS_DIR: at('.ktrdr', 'shared', 'models'),
    });
  });

  test('keeps the lines that a hook of the repository has put into .env.sandbox', async () => {
    hook('printf "# mine\\nEXTRA=1\\n" >.env.sandbox');
    const { path, id } = (await aContext().create('x')).instance;
    const text = readFileSync(join(path, '.env.sandbox'), 'utf8');
    expect(text).toMatch(/^# mine\nEXTRA=1\n/);
    expect(parseEnvFile(text)).toMatchObject({ EXTRA: '1', INSTANCE_ID: id });
  });

  test('leaves a directory that is in the way alone', async () => {
    const { create, context } = aContext();
    mkdirSync(at('ktrdr--x'));
    writeFileSync(at('ktrdr--x', 'precious'), 'work');
    await expect(create('x')).rejects.toMatchObject({ code: 'DIRECTORY_EXISTS' });
    expect(readFileSync(at('ktrdr--x', 'precious'), 'utf8')).toBe('work');
    expect(await context.registry.list()).toEqual([]);
    expect(branches()).toEqual(['main']);
  });

  test('refuses a slot that is taken, naming who has it', async () => {
    const { create } = aContext();
    await create('x', { slot: 3 });
    await expect(create('y', { slot: 3 })).rejects.toMatchObject({
      code: 'SLOT_TAKEN',
      message: expect.stringContaining('ktrdr--x'),
    });
    expect(branches()).toEqual(['main', 'x']);
  });
});

/** Ctrl-C once a file is there. */
function abortOnce(file: string, controller: AbortController): void {
  const watch = setInterval(() => {
    if (!existsSync(file)) return;
    clearInterval(watch);
    controller.abort(new Error('Ctrl-C'));
  }, 20);
  watch.unref();
}

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

test('a journal that cannot be removed is warned about: all is made', async () => {
  const { context, notes } = aContext();
  const file = join(context.home.operations, 'ktrdr--x.json');
  const run: Run = async (command, args, options) => {
    // Right before .env.sandbox is written.
    if (args.includes('ls-files') && existsSync(file)) {
      rmSync(file, { recursive: true });
      mkdirSync(join(file, 'in the way'), { recursive: true });
    }
    return await context.run(command, args, options);
  };
  const { signal } = new AbortController();
  const made = await createSandbox({ ...context, run }, { name: 'x', directory: clone, keepVolumes: false, signal });
  expect(made.instance.path).toBe(at('ktrdr--x'));
  expect(notes()).toEqual([
    expect.stringMatching(/^ktrdr--x is made, but the record of its creation could not be removed/),
  ]);
  expect(await context.registry.get('ktrdr--x')).toBeDefined();
});

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
    ['a branch that is checked out', 'refs/heads/main', /is another name of branch main/, /--branch main$/],
    ['one that is not', 'refs/heads/other', /is another name of branch other/, /--branch other$/],
    ['one that is not there', 'refs/heads/gone', /is another name of branch gone/, /--branch gone$/],
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
        expect.stringMatching(/^What is new.*nowhere.*x starts from origin\/main as it was fetched last\.$/),
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
});

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
      hint: expect.stringContaining(`write in ${at('file')}`),
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
      expect.stringMatching(/^The create of ktrdr--x had not ended; it is finished now, because/),
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

/** What a create has done when it is killed at its very end, but for the marker. */
async function killed({ context }: ReturnType<typeof aContext>, different: Partial<CreateJournal> = {}) {
  const { path = at('ktrdr--x') } = different;
  mkdirSync(path, { recursive: true });
  const left = { ...journal({ directory: await directoryIdentity(path) }), ...different };
  await writeJournal(context, left);
  await context.registry.claim({
    instanceId: left.id,
    path: left.path,
    createdAt: CREATED_AT,
    isWorktree: true,
    parentRepo: clone,
  });
  git(clone, 'update-ref', '--create-reflog', '-m', branchMark(left), 'refs/heads/x', left.branch.commit, '');
  git(clone, 'worktree', 'add', '-q', '--lock', '--reason', creatingLockReason(left), left.path, 'x');
  return left;
}

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

const administration = (): string => join(clone, '.git', 'worktrees', 'ktrdr--x');

describe('what a killed create has left is undone by the next', () => {
  test.each<[string, () => void]>([
    ['all but the marker', () => {}],
    ['git had not written an index', () => rmSync(join(administration(), 'index'))],
    [
      'git was checking files out',
      () => {
        renameSync(join(administration(), 'index'), join(administration(), 'index.lock'));
        writeFileSync(at('ktrdr--x', 'code.py'), 'print(1)\nprin');
      },
    ],
    [
      'a file was not there yet',
      () => {
        rmSync(join(administration(), 'index'));
        rmSync(at('ktrdr--x', 'code.py'));
      },
    ],
    ['our marker was being written', () => writeFileSync(at('ktrdr--x', '.env.sandbox.12-0123abcd.tmp'), 'INST')],
    [
      'git had not said which commit it is',
      () => {
        rmSync(join(administration(), 'HEAD'));
        for (const file of ['code.py', '.gitignore']) rmSync(at('ktrdr--x', file));
      },
    ],
    [
      'git had only made the directory, and not said where it is',
      () => {
        for (const name of readdirSync(at('ktrdr--x'))) rmSync(at('ktrdr--x', name));
        for (const file of ['gitdir', 'HEAD', 'index', 'commondir']) rmSync(join(administration(), file));
      },
    ],
    [
      'git had only begun',
      () => {
        rmSync(at('ktrdr--x'), { recursive: true });
        rmSync(administration(), { recursive: true });
        mkdirSync(administration());
      },
    ],
    [
      'git took it back while its reset was still writing',
      () => {
        rmSync(at('ktrdr--x'), { recursive: true });
        for (const file of ['gitdir', 'commondir', 'locked']) rmSync(join(administration(), file));
      },
    ],
    [
      'git took it back but for what its reset wrote last',
      () => {
        rmSync(at('ktrdr--x'), { recursive: true });
        rmSync(administration(), { recursive: true });
        mkdirSync(administration());
        for (const file of ['HEAD.lock', 'ORIG_HEAD']) writeFileSync(join(administration(), file), head());
      },
    ],
    ['git had forgotten it, and its files were still there', () => rmSync(administration(), { recursive: true })],
    [
      'git had forgotten it, and what it checked out last was still there',
      () => {
        rmSync(administration(), { recursive: true });
        for (const file of ['.git', '.gitignore']) rmSync(at('ktrdr--x', file));
        writeFileSync(at('ktrdr--x', 'code.py'), 'print(1)\nprin');
      },
    ],
    ['the directory was deleted since', () => rmSync(at('ktrdr--x'), { recursive: true })],
    ['only the branch was made', () => git(clone, 'worktree', 'remove', '-f', '-f', at('ktrdr--x'))],
  ])('%s', async (_, change) => {
    const next = aContext();
    await killed(next);
    change();
    await next.create('y');
    await next.context.registry.release('ktrdr--y');
    git(clone, 'worktree', 'remove', '-f', '-f', at('ktrdr--y'));
    git(clone, 'branch', '-D', 'y');
    await assertNothing(next.context);
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/^A create of ktrdr--x was interrupted; it is undone.*slot 1/),
    );
  });

  test('unless all of it was made: it is finished instead', async () => {
    const next = aContext();
    await killed(next);
    writeFileSync(at('ktrdr--x', '.env.sandbox'), 'INSTANCE_ID=ktrdr--x\n');
    writeFileSync(at('ktrdr--x', '.env.sandbox.12-0123abcd.tmp'), 'INSTANCE_ID=ktrdr--x\n');
    await next.create('y');
    expect(readdirSync(at('ktrdr--x'))).not.toContain('.env.sandbox.12-0123abcd.tmp');
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/ktrdr--x had not ended; it is finished now, because all of it/),
    );
    expect(worktrees()).toContain(
      'locked ktrdr sandbox ktrdr--x; to remove it: ktrdr sandbox destroy --name ktrdr--x\n',
    );
    expect(await readJournal(next.context, 'ktrdr--x')).toBeUndefined();
  });

  test.each([
    [
      'containers',
      /^container ls /,
      JSON.stringify({ id: '0a', name: 'db', state: 'exited', directory: '', mounts: '' }),
    ],
    ['volumes', /^volume (ls|inspect) /, '{"name":"ktrdr--x_db","project":"ktrdr--x"}'],
  ])('unless it has %s: it is finished instead', async (what, question, answer) => {
    const inspected = JSON.stringify({ name: 'ktrdr--x_db', createdAt: '2026-01-01T00:00:00Z' });
    const has = (line: string) => (line.includes('ktrdr--x') || line.startsWith('volume ls')) && question.test(line);
    const next = aContext(undefined, (line) => (has(line) ? (/inspect/.test(line) ? inspected : answer) : undefined));
    await killed(next);
    await next.create('y');
    expect(next.notes()).toContainEqual(
      expect.stringMatching(new RegExp(`it is finished now, because it has ${what}`)),
    );
    expect(existsSync(at('ktrdr--x', 'code.py'))).toBe(true);
    expect(await next.context.registry.get('ktrdr--x')).toMatchObject({ slot: 1 });
  });

  test('what lies in another directory at its place is left alone, whatever it is called', async () => {
    const container = { id: '0a', name: 'db', state: 'exited', directory: '', mounts: '' };
    const next = aContext(undefined, (line) =>
      line.includes('ktrdr--x') && line.startsWith('container ls ') ? JSON.stringify(container) : undefined,
    );
    await killed(next);
    renameSync(at('ktrdr--x'), at('moved'));
    mkdirSync(at('ktrdr--x'));
    writeFileSync(at('ktrdr--x', '.env.sandbox.12-0123abcd.tmp'), 'mine');
    await next.create('y');
    expect(next.notes()).toContainEqual(expect.stringMatching(/it is finished now, because it has containers/));
    expect(readdirSync(at('ktrdr--x'))).toEqual(['.env.sandbox.12-0123abcd.tmp']);
  });

  test('unless git cannot tell whether somebody works there: it stays, and a warning says so', async () => {
    const next = aContext();
    await killed(next);
    git(at('ktrdr--x'), 'init', '-q', 'sub');
    git(at('ktrdr--x', 'sub'), 'commit', '-q', '--allow-empty', '-m', 'one');
    git(at('ktrdr--x'), 'add', 'sub');
    git(at('ktrdr--x'), 'commit', '-q', '-m', 'sub');
    await writeJournal(
      next.context,
      journal({
        directory: await directoryIdentity(at('ktrdr--x')),
        branch: { name: 'x', commit: head('x'), created: true },
      }),
    );
    rmSync(at('ktrdr--x', 'sub', '.git', 'HEAD'));
    writeFileSync(at('ktrdr--x', 'work.txt'), 'days of work');
    await next.create('y');
    expect(readFileSync(at('ktrdr--x', 'work.txt'), 'utf8')).toBe('days of work');
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/ktrdr--x has left could not be undone.*git could not look/),
    );
    expect(await readJournal(next.context, 'ktrdr--x')).toBeDefined();
  });

  test('unless git was not let into every directory: somebody has made that', async () => {
    const next = aContext();
    await killed(next);
    // git 2.39, for another user than root, which it lets in everywhere.
    const stderr = "warning: could not open directory 'private/': Permission denied\n";
    const run: Run = async (command, args, options) => {
      const result = await next.context.run(command, args, options);
      return args.includes('status') ? { ...result, stderr } : result;
    };
    const signal = new AbortController().signal;
    await createSandbox({ ...next.context, run }, { name: 'y', directory: clone, keepVolumes: false, signal });
    expect(next.notes()).toContainEqual(expect.stringMatching(/it is finished now, because there is work.*private\//));
    expect(existsSync(at('ktrdr--x', 'code.py'))).toBe(true);
  });

  test.each(['show-ref', 'symbolic-ref', 'update-ref'])(
    'a git that is killed while its branch goes (%s) leaves it to the next',
    async (question) => {
      const next = aContext();
      await killed(next);
      let struck = 0;
      const run: Run = async (command, args, options) => {
        const isIt = args.includes(question) && args.includes('refs/heads/x');
        return isIt && (struck += 1) === 1
          ? aResult({ exitCode: undefined })
          : await next.context.run(command, args, options);
      };
      const signal = new AbortController().signal;
      const create = async (name: string) =>
        await createSandbox({ ...next.context, run }, { name, directory: clone, keepVolumes: false, signal });
      await create('y');
      expect(next.notes()).toContainEqual(expect.stringMatching(/ktrdr--x has left could not be undone/));
      expect(branches()).toContain('x');
      await create('z');
      expect(branches()).toEqual(['main', 'y', 'z']);
      expect(await readJournal(next.context, 'ktrdr--x')).toBeUndefined();
    },
  );

  test('also with volumes that it was to use: they were there before it, and show nothing', async () => {
    const volumes = [{ name: 'ktrdr--x_db', createdAt: '2026-01-01T00:00:00Z' }];
    const next = aContext(undefined, (line) => {
      if (line.startsWith('volume ls')) return '{"name":"ktrdr--x_db","project":"ktrdr--x"}';
      return line.startsWith('volume inspect') ? JSON.stringify(volumes[0]) : undefined;
    });
    await killed(next);
    await writeVolumeRecord(next.context, 'ktrdr--x', { volumes });
    await next.create('y');
    expect(next.notes()).toContainEqual(expect.stringMatching(/^A create of ktrdr--x was interrupted; it is undone/));
    expect(await readVolumeRecord(next.context, 'ktrdr--x')).toBeUndefined();
    expect(branches()).toEqual(['main', 'y']);
  });

  test('whose volumes are written down before anything else: killed in between, nothing is left to undo', async () => {
    const volumes = [{ name: 'ktrdr--x_db', createdAt: '2026-01-01T00:00:00Z' }];
    const seen: boolean[] = [];
    const { context } = aContext(undefined, (line) => {
      if (line.startsWith('volume ls')) return '{"name":"ktrdr--x_db","project":"ktrdr--x"}';
      return line.startsWith('volume inspect') ? JSON.stringify(volumes[0]) : undefined;
    });
    const run: Run = async (command, args, options) => {
      const isMade = (await readJournal(context, 'ktrdr--x')) !== undefined;
      if (isMade) seen.push((await readVolumeRecord(context, 'ktrdr--x')) !== undefined);
      return await context.run(command, args, options);
    };
    const signal = new AbortController().signal;
    await createSandbox({ ...context, run }, { name: 'x', directory: clone, keepVolumes: true, signal });
    expect(new Set(seen)).toEqual(new Set([true]));
  });

  test("unless it is another create's of the same name, with another registry: that stays whole", async () => {
    const next = aContext();
    await killed(next);
    await writeJournal(next.context, journal({ token: 'another' }));
    await next.create('y');
    expect(git(at('ktrdr--x'), 'status', '--porcelain')).toBe('');
    expect(branches()).toEqual(['main', 'x', 'y']);
  });

  test('unless another directory is at its place', async () => {
    const next = aContext();
    await killed(next);
    renameSync(at('ktrdr--x'), at('moved'));
    mkdirSync(at('ktrdr--x'));
    cpSync(at('moved'), at('ktrdr--x'), { recursive: true });
    await next.create('y');
    expect(existsSync(at('ktrdr--x', 'code.py'))).toBe(true);
    expect(existsSync(at('moved', 'code.py'))).toBe(true);
    // What git keeps of it is there for whoever works there.
    expect(git(at('ktrdr--x'), 'status', '--porcelain')).toBe('');
  });

  test('unless it is whole but for its journal: it stays registered', async () => {
    const next = aContext();
    await killed(next);
    writeFileSync(join(administration(), 'locked'), `${sandboxLockReason('ktrdr--x')}\n`);
    writeFileSync(at('ktrdr--x', 'new.py'), 'work');
    await next.create('y');
    expect(await next.context.registry.get('ktrdr--x')).toMatchObject({ slot: 1 });
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/ktrdr--x had not ended; it is finished now, because all/),
    );
  });

  test("another registry's marker does not make it whole", async () => {
    const next = aContext();
    await killed(next);
    writeFileSync(at('ktrdr--x', '.env.sandbox'), 'INSTANCE_ID=ktrdr--x\nCREATED_AT=2025-01-01T00:00:00.000Z\n');
    await next.create('y');
    expect(next.notes()).not.toContainEqual(expect.stringMatching(/because all of it was made/));
  });

  test('what cannot be looked at for a reason that nobody foresaw stops no other create', async () => {
    const next = aContext();
    await killed(next);
    jest.spyOn(next.context.docker, 'parts').mockRejectedValueOnce(new TypeError('out of the blue'));
    await next.create('y');
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/ktrdr--x has left could not be undone: out of the blue/),
    );
  });

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
    const status = (): string[] =>
      git(at('ktrdr--x'), 'status', '--porcelain', '--ignored')
        .split('\n')
        .filter((line) => line !== '' && line !== '!! .env.sandbox');
    const before = status();
    await next.create('y');
    expect(next.notes()).toContainEqual(
      expect.stringMatching(/ktrdr--x had not ended; it is finished now, because there is work/),
    );
    expect(await next.context.registry.get('ktrdr--x')).toMatchObject({ slot: 1 });
    expect(readFileSync(at('ktrdr--x', '.env.sandbox'), 'utf8')).toContain('INSTANCE_ID=ktrdr--x\n');
    expect(status()).toEqual(before);
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
        expect.stringMatching(/ktrdr--x had not ended; it is finished now, because there is work/),
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
    expect(next.notes()).toContainEqual(expect.stringMatching(/disk\/ktrdr--x was removed, and cannot be made again/));
    expect(next.notes()).toContainEqual(expect.stringMatching(/is finished now, because there is work .*precious/));
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
    expect(next.notes()).toContainEqual(expect.stringMatching(/ktrdr--x has left could not be undone: killed/));
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
    expect(next.notes()).toContainEqual(expect.stringMatching(/ktrdr--x had not ended; it is finished now.*sub\//));
    expect(existsSync(at('ktrdr--x', 'sub', '.git'))).toBe(true);
  });

  test('unless something lies where a submodule was not checked out', async () => {
    git(clone, 'update-index', '--add', '--cacheinfo', `160000,${head()},sub`);
    git(clone, 'commit', '-q', '-m', 'sub');
    const next = aContext();
    await killed(next);
    writeFileSync(at('ktrdr--x', 'sub', 'mine'), 'work');
    await next.create('y');
    expect(next.notes()).toContainEqual(expect.stringMatching(/ktrdr--x had not ended; it is finished now.*sub\/mine/));
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
    expect(next.notes()).toContainEqual(expect.stringMatching(/it is finished now, because there is work/));
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
    expect(await next.context.registry.get('ktrdr--x')).toBeUndefined();
  });

  test('while its repository is not there, it stays as it is, and a warning says so', async () => {
    const next = aContext();
    await killed(next, { commonDirectory: at('unmounted', '.git') });
    await next.create('y');
    expect(next.notes()).toContainEqual(expect.stringMatching(/ktrdr--x has left could not be undone.*unmounted/));
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

const mine = (): string => at('mine');
const lockOfMine = (): string => /locked.*/.exec(worktrees().slice(worktrees().indexOf(mine())))?.[0] ?? '';
const initMine = async ({ context }: ReturnType<typeof aContext>) =>
  await initSandbox(context, { directory: mine(), keepVolumes: no });
const destroyIt = async ({ context }: ReturnType<typeof aContext>, instance: Instance) =>
  await destroyInstance(context, instance, {
    confirm: async () => await Promise.resolve(true),
    signal: new AbortController().signal,
  });

describe('init', () => {
  test('adopts a clone: neither a worktree nor with a parent', async () => {
    const { context } = aContext();
    const instance = await initSandbox(context, { directory: clone, keepVolumes: no });
    expect(instance.record).toMatchObject({
      instanceId: 'ktrdr--ktrdr',
      slot: 1,
      path: clone,
      isWorktree: false,
      parentRepo: null,
    });
    await expect(initSandbox(context, { directory: clone, keepVolumes: no })).rejects.toMatchObject({
      code: 'ALREADY_INITIALIZED',
      hint: 'Start it with: ktrdr sandbox up',
    });
  });

  test('adopts a linked worktree, with the name and slot that were asked for', async () => {
    const { context } = aContext();
    git(clone, 'worktree', 'add', '-q', at('tree'), '-b', 'tree');
    const instance = await initSandbox(context, { directory: at('tree'), name: 'My Tree', slot: 5, keepVolumes: no });
    expect(instance.record).toMatchObject({
      instanceId: 'ktrdr--my-tree',
      slot: 5,
      isWorktree: true,
      parentRepo: clone,
    });
  });

  describe('of a linked worktree locks it for as long as it is registered', () => {
    beforeEach(() => {
      git(clone, 'worktree', 'add', '-q', '-b', 'mine', mine());
    });

    test('git says how to let go of it, and so it goes', async () => {
      const one = aContext();
      const instance = await initMine(one);
      expect(() => git(clone, 'worktree', 'remove', mine())).toThrow(
        /in use by ktrdr sandbox ktrdr--mine; to let go of it: ktrdr sandbox destroy --name ktrdr--mine/,
      );
      await destroyIt(one, instance);
      expect(lockOfMine()).toBe('');
      expect(existsSync(join(mine(), 'code.py'))).toBe(true);
      expect(await one.context.registry.list()).toEqual([]);
    });

    test("somebody's own lock stays, and its reason", async () => {
      git(clone, 'worktree', 'lock', '--reason', 'on a portable disk', mine());
      const one = aContext();
      const instance = await initMine(one);
      expect(lockOfMine()).toBe('locked on a portable disk');
      await destroyIt(one, instance);
      expect(lockOfMine()).toBe('locked on a portable disk');
    });

    test('also again once somebody has unlocked it; that it cannot be is a warning', async () => {
      const one = aContext();
      const instance = await initMine(one);
      git(clone, 'worktree', 'unlock', mine());
      await lockAgain(one.context, instance);
      expect(lockOfMine()).toMatch(/^locked in use by ktrdr sandbox ktrdr--mine/);
      git(clone, 'worktree', 'unlock', mine());
      const locked = join(clone, '.git', 'worktrees', 'mine', 'locked');
      mkdirSync(locked);
      await lockAgain(one.context, instance);
      expect(one.events).toContainEqual({ type: 'warning', text: expect.stringMatching(/could not be locked/) });
      rmdirSync(locked);
    });

    test('not if init fails', async () => {
      mkdirSync(join(mine(), '.env.sandbox'));
      await expect(initMine(aContext())).rejects.toMatchObject({ code: expect.stringMatching(/^ENV_FILE/) });
      expect(lockOfMine()).toBe('');
    });

    test('if init fails and git cannot unlock it: the first error is told, a warning says so, and nothing stays registered', async () => {
      const { context, notes } = aContext();
      const run: Run = async (command, args, options) => {
        if (args.includes('lock')) writeFileSync(join(mine(), '.env.sandbox'), 'THEIRS=1\n');
        return args.includes('unlock')
          ? aResult({ exitCode: 128, stderr: 'fatal: no' })
          : await context.run(command, args, options);
      };
      const init = initSandbox({ ...context, run }, { directory: mine(), keepVolumes: no });
      await expect(init).rejects.toMatchObject({ code: 'ENV_FILE_CHANGED' });
      expect(notes()).toEqual([expect.stringMatching(/git could not unlock the worktree/)]);
      expect(await context.registry.list()).toEqual([]);
    });
  });

  test('one that was killed after it had registered is finished by the next', async () => {
    const { context, notes } = aContext();
    await initSandbox(context, { directory: clone, name: 'other', keepVolumes: no });
    rmSync(join(clone, '.env.sandbox'));
    const instance = await initSandbox(context, { directory: clone, keepVolumes: no });
    expect(instance.id).toBe('ktrdr--other');
    expect(existsSync(join(clone, '.env.sandbox'))).toBe(true);
    expect(notes()).toContainEqual(expect.stringMatching(/init that was interrupted/));
  });

  test.each([
    ['another name', { name: 'zz' }],
    ['another slot', { slot: 5 }],
  ])('is not finished under %s', async (_, asked) => {
    const { context } = aContext();
    const init = async (more: object) => await initSandbox(context, { directory: clone, keepVolumes: no, ...more });
    await init({ name: 'other', slot: 2 });
    rmSync(join(clone, '.env.sandbox'));
    await expect(init(asked)).rejects.toMatchObject({
      code: 'ALREADY_INITIALIZED',
      message: expect.stringContaining('as sandbox ktrdr--other in slot 2'),
    });
    expect(existsSync(join(clone, '.env.sandbox'))).toBe(false);
    expect(await init({ name: 'other', slot: 2 })).toMatchObject({ id: 'ktrdr--other', slot: 2 });
  });

  test.each<[string, () => void, { code: string; hint: RegExp }]>([
    [
      'a marker that nobody registered',
      () => writeFileSync(join(clone, '.env.sandbox'), 'INSTANCE_ID=ktrdr--old\n'),
      { code: 'ALREADY_INITIALIZED', hint: /mv -n / },
    ],
    [
      'something else than KTRDR',
      () => git(clone, 'remote', 'set-url', 'origin', 'x/shop.git'),
      { code: 'NOT_KTRDR', hint: /ktrdr/ },
    ],
  ])('refuses %s', async (_, change, { code, hint }) => {
    change();
    await expect(initSandbox(aContext().context, { directory: clone, keepVolumes: no })).rejects.toMatchObject({
      code,
      hint: expect.stringMatching(hint),
    });
  });

  test('refuses an id that another directory has, and says how to choose one', async () => {
    const { context } = aContext();
    await initSandbox(context, { directory: clone, name: 'x', keepVolumes: no });
    git(clone, 'worktree', 'add', '-q', at('x'), '-b', 'x');
    await expect(initSandbox(context, { directory: at('x'), keepVolumes: no })).rejects.toMatchObject({
      code: 'INSTANCE_EXISTS',
      hint: expect.stringMatching(/--name/),
    });
  });
});

test('listInstances asks the Engine once for all, and reads branches from files', async () => {
  const { context, create, docker } = aContext();
  git(clone, 'commit', '-q', '--allow-empty', '-m', 'not pushed');
  await create('x', { from: 'HEAD' });
  await create('y', { from: 'HEAD' });
  git(at('ktrdr--y'), 'checkout', '-q', '--detach');
  docker.length = 0;
  const listed = await listInstances(context);
  expect(listed).toMatchObject([
    { id: 'ktrdr--x', state: 'stopped', branch: 'x', createdAt: CREATED_AT },
    { id: 'ktrdr--y', state: 'stopped', branch: `${head().slice(0, 8)} (detached)` },
  ]);
  expect(docker.filter((line) => line.startsWith('ps'))).toHaveLength(1);
  expect(docker.filter((line) => line.startsWith('inspect'))).toEqual([]);
  expect(listed.map(({ git: marks }) => marks)).toEqual([undefined, undefined]);
  writeFileSync(at('ktrdr--x', 'new.py'), '');
  expect((await listInstances(context, { git: true })).map(({ git: marks }) => marks)).toEqual([
    { dirty: true, unpushed: 1 },
    { dirty: false, unpushed: 1 },
  ]);
});
