import {
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
import { env as processEnv } from 'node:process';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execaRun, type Run, type RunResult } from '@ktrdr/compose-runner';
import {
  createContext,
  destroyInstance,
  type Instance,
  instanceOf,
  planDestroy,
  resolveSandbox,
} from '../src/index.ts';
import { writeJournal } from '../src/journal/create-journal.ts';
import { withOperationLock } from '../src/with-operation-lock.ts';
import { aResult } from './support/a.ts';
import { realGit } from './support/real-git.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

// Real git, a real registry and real files; a Docker that has nothing of any project.
const root = temporaryDirectory();
const { git, env: gitEnv } = realGit(root);
const { signal } = new AbortController();
const yes = async () => await Promise.resolve(true);
const no = async () => await Promise.resolve(false);

let place: string;
let main: string;
let tree: string;
let sandbox: Instance;
let count = 0;

/** What a killed process leaves behind instead of finishing a git command; undefined runs it. */
type Killed = (args: readonly string[]) => (() => void) | undefined;

function contextThat({ killed, docker = [] }: { killed?: Killed; docker?: [RegExp, Partial<RunResult>][] } = {}) {
  const lines: string[] = [];
  const notes: string[] = [];
  const run: Run = async (command, args, options) => {
    if (command === 'git') {
      const leave = killed?.(args);
      if (leave === undefined) return await execaRun(command, args, options);
      leave();
      throw new Error('killed');
    }
    const line = args.join(' ');
    lines.push(line);
    const answer = docker.find(([pattern]) => pattern.test(line));
    if (answer !== undefined) return aResult(answer[1]);
    if (/^(volume|network|image) ls |^ps --all|^compose -p \S+ down/.test(line)) return aResult();
    throw new Error(`not expected: docker ${line}`);
  };
  const context = createContext({
    env: { ...gitEnv, HOME: place, PATH: processEnv['PATH'] },
    run,
    command: 'a test',
    report: (event) => event.type === 'note' && notes.push(event.text),
  });
  return { context, lines, notes };
}
const plain = () => contextThat().context;
const destroy = async (options: object = {}, context = plain()) =>
  await destroyInstance(context, sandbox, { confirm: yes, signal, ...options });
const admin = () => join(main, '.git', 'worktrees', 'ktrdr--feat-x');
const write = (name: string, text = 'x') => writeFileSync(join(tree, name), text);
const neverAsked = async () => await Promise.reject(new Error('asked'));
const writeAndSayYes = async () => {
  write('notes.txt');
  return await yes();
};
const removal: (leave: () => void) => Killed = (leave) => (args) =>
  args.includes('worktree') && args.includes('remove') ? leave : undefined;
const remove = (...names: string[]) => {
  for (const name of names) rmSync(join(tree, name), { recursive: true });
};
const removeAdmin = (...names: string[]) => {
  for (const name of names) rmSync(join(admin(), name), { recursive: true });
};
const named = async (name: string) => await resolveSandbox(plain(), { name, directory: () => '/', verb: 'destroy' });
const at = async (directory: string) => await resolveSandbox(plain(), { directory: () => directory, verb: 'destroy' });

const listed = () => git(main, 'worktree', 'list', '--porcelain');

async function register(different: object = {}): Promise<void> {
  const record = await plain().registry.claim({
    instanceId: 'ktrdr--feat-x',
    path: tree,
    createdAt: '2026-01-02T03:04:05.000Z',
    isWorktree: true,
    parentRepo: main,
    ...different,
  });
  sandbox = instanceOf(record);
  write('.env.sandbox', 'INSTANCE_ID=ktrdr--feat-x\n');
}

/** Everything of the sandbox is gone, its branch is not, and neither is anything else. */
async function expectDestroyed(): Promise<void> {
  expect(existsSync(tree)).toBe(false);
  expect(existsSync(admin())).toBe(false);
  expect(listed()).not.toContain('ktrdr--feat-x');
  expect(await plain().registry.list()).toEqual([]);
  expect(git(main, 'branch', '--list', 'feat-x')).toContain('feat-x');
  expect(readFileSync(join(main, 'precious.txt'), 'utf8')).toBe('work');
  const operations = readdirSync(join(place, '.ktrdr', 'sandbox', 'operations'));
  expect(operations.filter((name) => !name.endsWith('.lock'))).toEqual([]);
}

beforeAll(() => {
  git(root, 'init', '-q', '--bare', join(root, 'ktrdr.git'));
  git(root, 'clone', '-q', join(root, 'ktrdr.git'), join(root, 'seed'));
  for (const name of ['a.txt', 'b.txt', 'c.txt']) writeFileSync(join(root, 'seed', name), name);
  mkdirSync(join(root, 'seed', 'docs'));
  writeFileSync(join(root, 'seed', 'docs', 'd.txt'), 'd');
  writeFileSync(join(root, 'seed', '.gitignore'), '*.log\n/cache/\n');
  git(join(root, 'seed'), 'add', '--all');
  git(join(root, 'seed'), 'commit', '-q', '-m', 'first');
  git(join(root, 'seed'), 'push', '-q', 'origin', 'HEAD');
});

beforeEach(async () => {
  place = join(root, String((count += 1)));
  main = join(place, 'ktrdr');
  tree = join(place, 'ktrdr--feat-x');
  mkdirSync(place);
  git(root, 'clone', '-q', join(root, 'ktrdr.git'), main);
  writeFileSync(join(main, 'precious.txt'), 'work');
  git(main, 'worktree', 'add', '-q', '--lock', '--reason', 'ktrdr sandbox ktrdr--feat-x', tree, '-b', 'feat-x');
  await register();
});

describe('the worktree that was made for the sandbox', () => {
  test('goes with all that is ours in it, and with what git ignores; the branch stays', async () => {
    write('a.log');
    mkdirSync(join(tree, '.claude'));
    write('.claude/settings.local.example.json', '{}');
    git(tree, 'add', '.claude/settings.local.example.json');
    git(tree, 'commit', '-q', '-m', 'an example');
    write('.claude/settings.local.json', '{}');
    const { context, lines } = contextThat();
    expect(await destroy({}, context)).toMatchObject({
      place: { kind: 'remove-worktree', begun: false },
      work: { lost: [], unpushed: { branch: 'feat-x', commits: 1 } },
      mainWorktree: main,
    });
    expect(lines).toContain('compose -p ktrdr--feat-x down --remove-orphans --volumes');
    await expectDestroyed();
  });

  test('goes also with what a killed write of .env.sandbox has left in it, which is nobody’s work', async () => {
    write('.env.sandbox.4711-0123abcd.tmp');
    await destroy();
    await expectDestroyed();
  });

  test('is registered until everything else is gone', async () => {
    const { context } = contextThat({
      killed: (args) => (args.includes('remove') ? () => {} : undefined),
    });
    await expect(destroy({}, context)).rejects.toThrow('killed');
    expect(await context.registry.list()).toHaveLength(1);
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

describe('work that is nowhere else', () => {
  test.each<[string, () => void, RegExp]>([
    ['a change', () => write('a.txt'), /uncommitted change: a\.txt/],
    ['an untracked file', () => write('notes.txt'), /untracked file: notes\.txt/],
    [
      "an assistant's settings that were changed",
      () => {
        mkdirSync(join(tree, '.claude'));
        write('.claude/settings.local.json', '{"mine":1}');
      },
      /untracked file: \.claude\/settings\.local\.json/,
    ],
    [
      'a commit of a detached HEAD',
      () =>
        git(tree, '-c', 'advice.detachedHead=false', 'checkout', '-q', '--detach') +
        git(tree, 'commit', '-q', '--allow-empty', '-m', 'alone'),
      /commit on no branch: [0-9a-f]+ alone/,
    ],
    [
      'a repository in a directory that git ignores',
      () => {
        git(root, 'clone', '-q', join(root, 'ktrdr.git'), join(tree, 'cache', 'other'));
      },
      /repository: cache\/other\//,
    ],
  ])('%s: refused, and nothing changes; --force loses it', async (_, make, detail) => {
    make();
    await expect(destroy({ confirm: neverAsked })).rejects.toMatchObject({
      code: 'WORK_AT_RISK',
      detail: expect.stringMatching(detail),
      hint: expect.stringMatching(/--keep-worktree.*--force/),
    });
    expect(existsSync(join(tree, '.env.sandbox'))).toBe(true);
    await destroy({ force: true });
    await expectDestroyed();
  });

  test('a long list is cut', async () => {
    for (let number = 10; number < 35; number += 1) write(`${number}.txt`);
    await expect(destroy()).rejects.toMatchObject({
      message: expect.stringContaining('25 untracked files'),
      detail: expect.stringMatching(/29\.txt\nand 5 more$/),
    });
  });

  test('that came while containers were stopped is found too', async () => {
    await expect(destroy({ confirm: writeAndSayYes })).rejects.toMatchObject({
      code: 'WORK_AT_RISK',
      hint: expect.stringContaining('came while the command ran'),
    });
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
    expect(await plain().registry.list()).toHaveLength(1);
    rmSync(join(tree, 'notes.txt'));
    await destroy();
    await expectDestroyed();
  });
});

describe("what is somebody else's and lies in the worktree stops even --force:", () => {
  test('another worktree', async () => {
    git(main, 'worktree', 'add', '-q', join(tree, 'cache', 'agent'), '-b', 'agent');
    await expect(destroy({ force: true })).rejects.toMatchObject({
      code: 'NOT_EMPTY',
      message: expect.stringContaining(join(tree, 'cache', 'agent')),
    });
    expect(existsSync(join(tree, 'cache', 'agent', 'a.txt'))).toBe(true);
  });

  test('another sandbox', async () => {
    const path = join(tree, 'cache', 'inner');
    const record = { path, createdAt: '2026-01-02T03:04:05.000Z', isWorktree: false, parentRepo: null };
    await plain().registry.claim({ instanceId: 'ktrdr--inner', ...record });
    await expect(destroy({ force: true })).rejects.toMatchObject({ code: 'NOT_EMPTY' });
  });
});

describe('what is not ours to remove stays:', () => {
  test.each<[string, () => void]>([
    ['a worktree without a lock', () => git(main, 'worktree', 'unlock', tree)],
    [
      'a worktree with another lock',
      () => git(main, 'worktree', 'unlock', tree) + git(main, 'worktree', 'lock', '--reason', 'mine', tree),
    ],
  ])('%s', async (_, make) => {
    make();
    const before = listed();
    write('notes.txt');
    expect(await destroy({ force: true })).toMatchObject({ place: { kind: 'remove-marker' } });
    expect(existsSync(join(tree, 'notes.txt'))).toBe(true);
    expect(existsSync(join(tree, '.env.sandbox'))).toBe(false);
    expect(listed()).toBe(before);
    expect(await plain().registry.list()).toEqual([]);
  });

  test.each<[string, () => void]>([
    ['a directory that is no repository', () => mkdirSync(tree)],
    ['a clone', () => git(root, 'clone', '-q', join(root, 'ktrdr.git'), tree)],
    ['a link', () => symlinkSync(main, tree)],
    ['a worktree of another repository', () => git(join(root, 'seed'), 'worktree', 'add', '-q', '--detach', tree)],
  ])('%s where the worktree was', async (_, make) => {
    renameSync(tree, `${tree}-moved`);
    make();
    write('notes.txt');
    expect(await destroy({ force: true })).toMatchObject({ place: { kind: 'leave' } });
    expect(existsSync(join(tree, 'notes.txt'))).toBe(true);
    expect(existsSync(join(`${tree}-moved`, 'a.txt'))).toBe(true);
    expect(git(`${tree}-moved`, 'status', '--porcelain')).toContain('.env.sandbox');
    expect(await plain().registry.list()).toEqual([]);
  });

  test('a directory that names another instance', async () => {
    write('.env.sandbox', 'INSTANCE_ID=ktrdr--other\n');
    const { context, notes } = contextThat();
    await destroy({ force: true }, context);
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
    expect(readFileSync(join(tree, '.env.sandbox'), 'utf8')).toContain('ktrdr--other');
    expect(notes).toEqual([expect.stringMatching(/No file was touched: .*now belongs to ktrdr--other/)]);
  });
});

describe('the directory is gone', () => {
  test('git forgets that worktree, and no other', async () => {
    git(main, 'worktree', 'add', '-q', join(place, 'other'), '-b', 'other');
    rmSync(join(place, 'other'), { recursive: true });
    rmSync(tree, { recursive: true });
    expect(await destroy()).toMatchObject({ place: { kind: 'leave', reason: expect.stringMatching(/not there/) } });
    expect(listed()).toContain(join(place, 'other'));
    await expectDestroyed();
  });

  test('with its repository', async () => {
    rmSync(tree, { recursive: true });
    rmSync(main, { recursive: true });
    await destroy();
    expect(await plain().registry.list()).toEqual([]);
  });

  test.each<[string, () => void]>([
    ['mv', () => renameSync(tree, `${tree}-moved`)],
    ['git worktree move', () => git(main, 'worktree', 'move', '--force', '--force', tree, `${tree}-moved`)],
  ])('moved with %s: it works there as before, without our lock', async (_, move) => {
    write('notes.txt');
    move();
    await destroy({ force: true });
    expect(git(`${tree}-moved`, 'status', '--porcelain')).toContain('notes.txt');
    expect(listed()).not.toContain('locked');
    expect(await plain().registry.list()).toEqual([]);
  });

  test('with commits that only its HEAD reached: they can still be had', async () => {
    git(tree, 'checkout', '-q', '--detach');
    git(tree, 'commit', '-q', '--allow-empty', '-m', 'alone');
    const commit = git(tree, 'rev-parse', 'HEAD').trim();
    rmSync(tree, { recursive: true });
    const { context, notes } = contextThat();
    await destroy({}, context);
    expect(listed()).toContain(commit);
    expect(notes).toEqual([expect.stringMatching(/git worktree list/)]);
  });
});

describe('killed while the worktree is removed, the next run finishes:', () => {
  const states: [string, () => void][] = [
    ['before git began', () => {}],
    ['some files gone', () => remove('a.txt', 'docs')],
    ['its marker gone', () => remove('.env.sandbox')],
    ['.git gone', () => remove('.git', 'a.txt')],
    [
      'all but an ignored directory gone',
      () => remove('.git', 'a.txt', 'b.txt', 'c.txt', 'docs', '.env.sandbox', '.gitignore'),
    ],
    [
      'git gave up on a part of it and forgot it',
      () => (remove('a.txt', '.git'), rmSync(admin(), { recursive: true })),
    ],
    ['git gave up, with .git left, and forgot it', () => (remove('a.txt'), rmSync(admin(), { recursive: true }))],
    ['git gave up and was half way with forgetting it: no index', () => (remove('a.txt'), removeAdmin('index'))],
    ['git gave up and was half way with forgetting it: no lock', () => (remove('a.txt'), removeAdmin('locked'))],
    ['git gave up and was half way with forgetting it: no gitdir', () => (remove('a.txt'), removeAdmin('gitdir'))],
    ['git gave up and was half way with forgetting it: no HEAD', () => (remove('a.txt'), removeAdmin('HEAD'))],
    ['directory gone', () => remove('.')],
    ['directory gone, half forgotten: no gitdir', () => (remove('.'), removeAdmin('gitdir', 'index'))],
    ['directory gone, half forgotten: no lock', () => (remove('.'), removeAdmin('locked', 'HEAD'))],
    ['directory gone and forgotten', () => (remove('.'), rmSync(admin(), { recursive: true }))],
  ];

  test.each(states)('%s', async (_, leave) => {
    mkdirSync(join(tree, 'cache'));
    write('cache/x');
    const { context } = contextThat({ killed: removal(leave) });
    await expect(destroy({}, context)).rejects.toThrow('killed');
    expect(await plain().registry.list()).toHaveLength(1);
    expect(await destroy()).toBeDefined();
    await expectDestroyed();
  });

  const someLeft = new Set(['some files gone', '.git gone', 'git gave up on a part of it and forgot it']);
  test.each(states.filter(([name]) => someLeft.has(name)))('%s, but not what came since', async (_, leave) => {
    writeFileSync(join(place, 'old.txt'), 'x');
    const { context } = contextThat({ killed: removal(leave) });
    await expect(destroy({}, context)).rejects.toThrow('killed');
    await new Promise((done) => setTimeout(done, 20));
    write('new.txt');
    renameSync(join(place, 'old.txt'), join(tree, 'old.txt'));
    await expect(destroy()).rejects.toMatchObject({
      code: 'WORK_AT_RISK',
      message: expect.stringMatching(/: 2 untracked files$/),
      detail: expect.stringMatching(/new\.txt[^]*old\.txt|old\.txt[^]*new\.txt/),
    });
    expect(existsSync(join(tree, 'new.txt'))).toBe(true);
    await destroy({ force: true });
    await expectDestroyed();
  });

  test('but not a directory that is there instead', async () => {
    const { context } = contextThat({ killed: removal(() => rmSync(tree, { recursive: true })) });
    await expect(destroy({}, context)).rejects.toThrow('killed');
    mkdirSync(tree);
    mkdirSync(`${tree}.tmp`);
    rmSync(tree, { recursive: true });
    renameSync(`${tree}.tmp`, tree);
    write('new.txt');
    expect(await destroy({ force: true })).toMatchObject({ place: { kind: 'leave' } });
    expect(existsSync(join(tree, 'new.txt'))).toBe(true);
  });

  test('but not a worktree that was half emptied by somebody else', async () => {
    rmSync(join(tree, '.git'));
    expect(await destroy({ force: true })).toMatchObject({ place: { kind: 'leave' } });
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
  });
});

const journaled = async () => {
  const commit = git(main, 'rev-parse', 'feat-x').trim();
  const { id, path, createdAt } = sandbox;
  const branch = { name: 'feat-x', commit, created: false };
  const commonDirectory = join(main, '.git');
  await writeJournal(plain(), { version: 1, operation: 'create', id, path, createdAt, commonDirectory, branch });
};

describe('a create that was killed', () => {
  test('is undone, and with it the sandbox', async () => {
    await journaled();
    rmSync(join(admin(), 'index'));
    expect(await destroy()).toMatchObject({ place: { kind: 'leave' } });
    await expectDestroyed();
  });

  test('whose repository is gone does not stop it', async () => {
    await journaled();
    rmSync(main, { recursive: true });
    await destroy();
    expect(await plain().registry.list()).toEqual([]);
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
    expect(readdirSync(join(place, '.ktrdr', 'sandbox', 'operations'))).toEqual(['ktrdr--feat-x.lock']);
  });
});

describe('which sandbox', () => {
  test('by its id, by its id without ktrdr--, by a directory in it, also when that is gone', async () => {
    for (const name of ['ktrdr--feat-x', 'feat-x']) expect((await named(name)).id).toBe('ktrdr--feat-x');
    expect((await at(join(tree, 'docs'))).id).toBe('ktrdr--feat-x');
    rmSync(tree, { recursive: true });
    expect((await at(join(tree, 'docs'))).id).toBe('ktrdr--feat-x');
  });

  test('an unknown one: the registered ones are listed', async () => {
    await expect(named('feat-y')).rejects.toMatchObject({
      code: 'NO_SUCH_SANDBOX',
      hint: expect.stringContaining(`ktrdr--feat-x (${tree})`),
    });
  });

  test.each(['ktrdr-prod', 'local-prod'])('%s is none', async (name) => {
    await expect(named(name)).rejects.toMatchObject({
      code: 'NOT_A_SANDBOX',
      hint: expect.stringContaining('ktrdr local-prod destroy'),
    });
  });

  test("local-prod's directory belongs to another command", async () => {
    await plain().registry.claimLocalProd({ path: main, createdAt: '2026-01-02T03:04:05.000Z' });
    await expect(at(main)).rejects.toMatchObject({
      code: 'NOT_IN_SANDBOX',
      hint: expect.stringContaining('ktrdr local-prod destroy'),
    });
  });
});
