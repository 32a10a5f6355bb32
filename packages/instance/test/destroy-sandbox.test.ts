import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
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
import { runCommand, type Run, type RunResult } from '@ktrdr/process';
import {
  createContext,
  destroyInstance,
  destroyLocalProd,
  type Instance,
  instanceOf,
  planDestroy,
  planLocalProdDestroy,
  resolveSandbox,
} from '../src/index.ts';
import { writeJournal as writeDestroyJournal } from '../src/destroy/journal.ts';
import { removeWorktree, type RemoveWorktreeOptions } from '../src/destroy/remove-worktree.ts';
import { moveAside } from '../src/entries/move-aside.ts';
import { writeEngineRecord } from '../src/engine/engine-record.ts';
import { seeEntries } from '../src/entries/see-entries.ts';
import { directoryIdentity } from '../src/core/directory-identity.ts';
import { creatingLockReason } from '../src/git/sandbox-lock-reason.ts';
import { withRepositoryLock } from '../src/git/with-repository-lock.ts';
import { writeJournal } from '../src/journals/create-journal.ts';
import { withOperationLock } from '../src/core/with-operation-lock.ts';
import { writeImageMemory } from '../src/start/images/image-memory.ts';
import { writeVolumeRecord } from '../src/volumes/volume-record.ts';
import { aResult } from './support/a.ts';
import { connectionByRun } from './support/connection-by-run.ts';
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

function contextThat({
  killed,
  docker = [],
  env = {},
}: { killed?: Killed; docker?: [RegExp, () => Partial<RunResult>][]; env?: object } = {}) {
  const lines: string[] = [];
  const notes: string[] = [];
  const warnings: string[] = [];
  const run: Run = async (command, args, options) => {
    if (command === 'git') {
      const leave = killed?.(args);
      if (leave === undefined) return await runCommand(command, args, options);
      leave();
      throw new Error('killed');
    }
    const line = args.join(' ');
    lines.push(line);
    const answer = docker.find(([pattern]) => pattern.test(line));
    if (answer !== undefined) return aResult(answer[1]());
    // Of no container it is told what it was made with.
    if (/^(container|volume|network|image) ls |^ps --all|^inspect --type container /.test(line)) return aResult();
    throw new Error(`not expected: docker ${line}`);
  };
  const context = createContext({
    env: { ...gitEnv, HOME: place, PATH: processEnv['PATH'], ...env },
    connection: connectionByRun(run),
    run,
    command: 'a test',
    report: (event) => {
      if (event.type === 'note') notes.push(event.text);
      if (event.type === 'warning') warnings.push(event.text);
    },
  });
  return { context, lines, notes, warnings };
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
const removeAdmin = (...names: string[]) => {
  for (const name of names) rmSync(join(admin(), name), { recursive: true });
};
const named = async (name: string) => await resolveSandbox(plain(), { name, directory: () => '/', verb: 'destroy' });
const at = async (directory: string) => await resolveSandbox(plain(), { directory: () => directory, verb: 'destroy' });

const listed = () => git(main, 'worktree', 'list', '--porcelain');

async function register(different: object = {}, context = plain()): Promise<void> {
  const record = await context.registry.claim({
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
  writeFileSync(join(root, 'seed', '.gitignore'), '*.log\n/cache/\n/output/\n');
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
    expect(await destroy()).toMatchObject({
      place: { kind: 'remove-worktree', begun: false },
      work: { lost: [], unpushed: { branch: 'feat-x', commits: 1 } },
      mainWorktree: main,
      checkedOut: 'refs/heads/feat-x',
    });
    await expectDestroyed();
  });

  // Root may look into it all the same: as another user this is a directory that nobody has seen.
  test('goes with a directory in it that nobody may look into, where that was agreed to', async () => {
    mkdirSync(join(tree, 'output'));
    write('output/result.csv');
    chmodSync(join(tree, 'output'), 0o000);
    await destroy({ ignored: 'discard' });
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
    tree = join(disk, 'ktrdr--feat-x');
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

test('an image that somebody has put under its name since stays', async () => {
  const { context, lines } = contextThat({ docker: [[/^image inspect/, () => ({ stdout: 'sha256:2\n' })]] });
  await writeImageMemory(context, sandbox.id, made('sha256:1'));
  expect(await destroy({}, context)).toMatchObject({ images: [] });
  expect(lines.filter((line) => line.startsWith('image rm'))).toEqual([]);
});

test('another Engine that is behind the address when the question is answered is noticed', async () => {
  let behind = 'one';
  const { context, lines } = contextThat({
    docker: [[/^info/, () => ({ stdout: `${behind} 2026-01-02T03:04:05Z\n` })]],
  });
  await writeEngineRecord(context, sandbox.id, { id: 'one', endpoint: { kind: 'context', name: 'default' } });
  const confirm = async () => {
    behind = 'two';
    return await yes();
  };
  await expect(destroy({ confirm }, context)).rejects.toMatchObject({ code: 'ENGINE_CHANGED' });
  expect(lines.filter((line) => / rm /.test(line))).toEqual([]);
  expect(existsSync(tree)).toBe(true);
});

test('an image that somebody puts under its name while it asks stays, and it is said', async () => {
  let id = 'sha256:1';
  const { context, lines, warnings } = contextThat({ docker: [[/^image inspect/, () => ({ stdout: `${id}\n` })]] });
  await writeImageMemory(context, sandbox.id, made('sha256:1'));
  const confirm = async (): Promise<boolean> => {
    id = 'sha256:2';
    return await yes();
  };
  expect(await destroy({ confirm }, context)).toMatchObject({ images: [] });
  expect(lines.filter((line) => line.startsWith('image rm'))).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(/^Image ktrdr-backend:ktrdr--feat-x stays: another image/)]);
});

test('an image that stays is said to stay', async () => {
  const { context, warnings } = contextThat({
    docker: [
      [/^image rm/, () => ({ exitCode: 1, stderr: 'conflict: it is being used by running container 0a' })],
      [/^image inspect/, () => ({ stdout: 'sha256:1\n' })],
    ],
  });
  await writeImageMemory(context, sandbox.id, made('sha256:1'));
  expect(await destroy({}, context)).toMatchObject({ images: [] });
  expect(warnings).toEqual([expect.stringMatching(/^Image ktrdr-backend:ktrdr--feat-x stays/)]);
});

test('another directory that takes the place while git forgets the worktree is left alone', async () => {
  const copy = join(place, 'backup');
  cpSync(tree, copy, { recursive: true });
  writeFileSync(join(copy, 'mine'), 'mine');
  const { context } = contextThat();
  const run: Run = async (command, args, options) => {
    // Whatever is run once the directory was moved.
    if (!existsSync(tree) && existsSync(copy)) renameSync(copy, tree);
    return await context.run(command, args, options);
  };
  await destroyInstance({ ...context, run }, sandbox, { confirm: yes, signal });
  if (existsSync(copy)) renameSync(copy, tree);
  expect(readFileSync(join(tree, 'mine'), 'utf8')).toBe('mine');
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

  test('a copy of a submodule where git ignores it is looked at like any other repository', async () => {
    git(main, 'config', 'protocol.file.allow', 'always');
    git(tree, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', join(root, 'seed'), 'sub');
    git(tree, 'commit', '-q', '-m', 'a submodule');
    expect((await planDestroy(plain(), sandbox)).work.lost).toEqual([]);
    cpSync(join(tree, 'sub'), join(tree, 'cache', 'node_modules'), { recursive: true });
    expect((await planDestroy(plain(), sandbox)).work.lost).toEqual([
      { kind: 'repository', what: 'cache/node_modules/' },
    ]);
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

const ignored = () => {
  mkdirSync(join(tree, 'output', 'node_modules', 'x'), { recursive: true });
  write('output/best.pt', 'weights');
  write('output/.env.local', 'KEY=1');
  write('output/node_modules/x/.env', 'KEY=1');
  write('a.log');
};
const ignoreAndSayYes = async () => {
  ignored();
  return await yes();
};

const writeMoreAndSayYes = async () => {
  write('output/more.pt');
  return await yes();
};

describe('files that git ignores', () => {
  test('are looked for in the checkouts in which work is looked for: those are asked for once', async () => {
    git(main, 'init', '-q', join(tree, 'cache', 'cloned'));
    let looks = 0;
    const { context } = contextThat({
      killed: (args) => {
        if (args.includes('ls-files') && args.includes('-v') && args.includes('--stage')) looks += 1;
        return undefined;
      },
    });
    expect((await planDestroy(context, sandbox)).work.lost).toEqual([{ kind: 'repository', what: 'cache/cloned/' }]);
    expect(looks).toBe(1);
  });

  test('are named, but for what is made again', async () => {
    ignored();
    expect(await planDestroy(plain(), sandbox)).toMatchObject({
      ignored: [{ what: 'output/', files: 2, bytes: 12, envFiles: ['output/.env.local'] }],
    });
  });

  test('stop it where nobody sees the plan, before anything is changed', async () => {
    ignored();
    await expect(destroy({ ignored: 'refuse', confirm: neverAsked })).rejects.toMatchObject({
      code: 'IGNORED_AT_RISK',
      detail: 'output/: 2 files, 12 bytes (output/.env.local)',
      hint: expect.stringMatching(/--discard-ignored.*ktrdr\.rebuildable/),
    });
    expect(readFileSync(join(tree, 'output', 'best.pt'), 'utf8')).toBe('weights');
    await destroy();
    await expectDestroyed();
  });

  test('do not when the user has said that they are made again', async () => {
    ignored();
    git(main, 'config', '--add', 'ktrdr.rebuildable', '*.pt');
    git(main, 'config', '--add', 'ktrdr.rebuildable', '.env.local');
    await destroy({ ignored: 'refuse' });
    await expectDestroyed();
  });

  test('that came after the plan was shown stay', async () => {
    await expect(destroy({ confirm: ignoreAndSayYes })).rejects.toMatchObject({ code: 'IGNORED_AT_RISK' });
    expect(existsSync(join(tree, 'output', 'best.pt'))).toBe(true);
  });

  test.each([
    ['one at the top', '.env'],
    ['one that may hold keys, wherever it lies', 'output/.env.local'],
  ])('that were shown by their names and were changed since stay: %s', async (_, name) => {
    git(main, 'config', 'core.excludesFile', join(place, 'excludes'));
    writeFileSync(join(place, 'excludes'), '.env\n');
    ignored();
    write('.env', 'KEY=1');
    const confirm = async () => {
      write(name, 'KEY=2');
      return await yes();
    };
    await expect(destroy({ confirm })).rejects.toMatchObject({
      code: 'IGNORED_AT_RISK',
      hint: expect.stringMatching(/^It came, or was changed, while the command ran/),
    });
    expect(readFileSync(join(tree, name), 'utf8')).toBe('KEY=2');
  });

  test('what comes into a directory that was shown goes with it: the instance’s own containers write there', async () => {
    ignored();
    await destroy({ confirm: writeMoreAndSayYes });
    await expectDestroyed();
  });

  test('lines of a person’s in .env.sandbox are named with them', async () => {
    write('.env.sandbox', 'INSTANCE_ID=ktrdr--feat-x\n# mine\nMY_TOKEN=1\n');
    expect(await planDestroy(plain(), sandbox)).toMatchObject({ ignored: [{ what: '.env.sandbox', ownLines: 2 }] });
    await expect(destroy({ ignored: 'refuse', confirm: neverAsked })).rejects.toMatchObject({
      code: 'IGNORED_AT_RISK',
      message: `${tree} holds lines of yours in .env.sandbox`,
      detail: '.env.sandbox: 2 lines of yours',
      hint: expect.not.stringContaining('rebuildable'),
    });
    ignored();
    await expect(destroy({ ignored: 'refuse', confirm: neverAsked })).rejects.toMatchObject({
      message: `${tree} holds lines of yours in .env.sandbox, and 2 files that git ignores and nothing rebuilds`,
    });
    rmSync(join(tree, 'output'), { recursive: true });
    const confirm = async () => {
      write('.env.sandbox', 'INSTANCE_ID=ktrdr--feat-x\n# mine\nMY_TOKEN=2\n');
      return await yes();
    };
    await expect(destroy({ confirm })).rejects.toMatchObject({ code: 'IGNORED_AT_RISK' });
    await destroy({ ignored: 'discard' });
    await expectDestroyed();
  });

  test('that came go, where all of them are let go', async () => {
    await destroy({ ignored: 'discard', confirm: ignoreAndSayYes });
    await expectDestroyed();
  });
});

const markerText = () => readFileSync(join(tree, '.env.sandbox'), 'utf8');

describe('lines of a person’s in an .env.sandbox that goes alone', () => {
  const OWN = 'INSTANCE_ID=ktrdr--feat-x\n# mine\nMY_TOKEN=1\n';

  describe.each<[string, { keepWorktree?: true }, string]>([
    ['of a directory that is kept', { keepWorktree: true }, ' --keep-worktree'],
    ['of one that was adopted', {}, ''],
  ])('%s', (_, options, flag) => {
    beforeEach(() => {
      if (options.keepWorktree === undefined) git(main, 'worktree', 'unlock', tree);
    });

    test('are named; a yes that saw them lets them go', async () => {
      write('.env.sandbox', OWN);
      const shown = { place: { kind: 'remove-marker' }, ignored: [{ what: '.env.sandbox', ownLines: 2 }] };
      expect(await planDestroy(plain(), sandbox, options)).toMatchObject(shown);
      expect(await destroy(options)).toMatchObject(shown);
      expect(existsSync(join(tree, '.env.sandbox'))).toBe(false);
    });

    test('stop it where nobody sees the plan, before anything is changed', async () => {
      write('.env.sandbox', OWN);
      await expect(destroy({ ...options, ignored: 'refuse', confirm: neverAsked })).rejects.toMatchObject({
        code: 'IGNORED_AT_RISK',
        message: `${tree} holds lines of yours in .env.sandbox`,
        detail: '.env.sandbox: 2 lines of yours',
        hint: `Nothing was changed. Copy what you need, then discard the rest: ktrdr sandbox destroy --name ktrdr--feat-x${flag} --discard-ignored`,
      });
      expect(markerText()).toBe(OWN);
      await destroy({ ...options, ignored: 'discard' });
      expect(existsSync(join(tree, '.env.sandbox'))).toBe(false);
      expect(existsSync(join(tree, 'a.txt'))).toBe(true);
    });

    test.each([
      ['came', 'INSTANCE_ID=ktrdr--feat-x\n'],
      ['were changed', OWN],
    ])('that %s while it asked stay, unless all are let go', async (__, before) => {
      write('.env.sandbox', before);
      const confirm = async () => {
        write('.env.sandbox', OWN.replace('=1', '=2'));
        return await yes();
      };
      await expect(destroy({ ...options, confirm })).rejects.toMatchObject({
        code: 'IGNORED_AT_RISK',
        hint: expect.stringContaining('while the command ran. Its containers are gone'),
      });
      expect(markerText()).toContain('MY_TOKEN=2');
      expect(await plain().registry.list()).toHaveLength(1);
      await destroy({ ...options, confirm, ignored: 'discard' });
      expect(existsSync(join(tree, '.env.sandbox'))).toBe(false);
    });
  });

  test('of local-prod are named, and go with a yes', async () => {
    const { context } = contextThat();
    git(main, 'remote', 'set-url', 'origin', 'https://example.org/ktrdr.git');
    await context.registry.claimLocalProd({ path: main, createdAt: sandbox.createdAt });
    const file = join(main, '.env.sandbox');
    writeFileSync(file, 'INSTANCE_ID=ktrdr-prod\nMY_TOKEN=1\n');
    const shown = { place: { kind: 'remove-marker' }, ignored: [{ what: '.env.sandbox', ownLines: 1 }] };
    expect(await planLocalProdDestroy(context)).toMatchObject(shown);
    const confirm = async () => {
      writeFileSync(file, 'INSTANCE_ID=ktrdr-prod\nMY_TOKEN=2\n');
      return await yes();
    };
    await expect(destroyLocalProd(context, { confirm, signal })).rejects.toMatchObject({
      code: 'IGNORED_AT_RISK',
      hint: expect.stringMatching(/then run the command again: ktrdr local-prod destroy$/),
    });
    expect(await destroyLocalProd(context, { confirm: yes, signal })).toMatchObject(shown);
    expect(existsSync(file)).toBe(false);
    expect(existsSync(join(main, 'precious.txt'))).toBe(true);
  });
});

test('another sandbox that was made under the same id meanwhile is not destroyed', async () => {
  const instance = { ...sandbox, createdAt: '2020-01-01T00:00:00.000Z' };
  const plan = await destroyInstance(plain(), instance, { confirm: neverAsked, signal: new AbortController().signal });
  expect(plan?.place).toMatchObject({ kind: 'leave', reason: 'it was not registered any more' });
  expect(existsSync(tree)).toBe(true);
  expect(await plain().registry.get(sandbox.id)).toBeDefined();
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

  test.each<[string, (path: string) => object, RegExp]>([
    ['the home of the registry', (path) => ({ KTRDR_HOME: path }), /^Move the home of the registry elsewhere first/m],
    [
      'shared data that is linked to it',
      (path) => {
        const home = join(place, 'home');
        mkdirSync(join(home, 'shared'), { recursive: true });
        symlinkSync(path, join(home, 'shared', 'data'));
        return { KTRDR_HOME: home };
      },
      /^Move the shared data elsewhere first/m,
    ],
  ])('%s: nobody is told to remove it', async (_, variables, hint) => {
    const inside = join(tree, 'cache', 'ours');
    mkdirSync(inside, { recursive: true });
    const { context } = contextThat({ env: variables(inside) });
    await register({}, context);
    await expect(destroy({ force: true }, context)).rejects.toMatchObject({
      code: 'NOT_EMPTY',
      message: expect.stringContaining(inside),
      hint: expect.stringMatching(hint),
    });
  });

  test.each([
    ['a submodule of another worktree', () => join(main, '.git', 'worktrees', 'other', 'modules', 'libs', 'sub')],
    ['the repository itself', () => join(main, '.git')],
  ])('objects that %s borrows', async (_, borrower) => {
    const lent = join(admin(), 'modules', 'sub', 'objects');
    mkdirSync(join(lent, 'info'), { recursive: true });
    // What borrows from itself goes with it.
    writeFileSync(join(lent, 'info', 'alternates'), `${lent}\n`);
    await planDestroy(plain(), sandbox);
    for (const name of ['objects/info', 'refs']) mkdirSync(join(borrower(), name), { recursive: true });
    writeFileSync(join(borrower(), 'HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(join(borrower(), 'objects', 'info', 'alternates'), `# from a\n${lent}\n`);
    await expect(destroy({ force: true })).rejects.toMatchObject({
      code: 'NOT_EMPTY',
      message: expect.stringContaining(`${borrower()} borrows objects from it`),
    });
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
  });

  test('shared data that is linked to all of it', async () => {
    const home = join(place, 'home');
    mkdirSync(join(home, 'shared'), { recursive: true });
    symlinkSync(tree, join(home, 'shared', 'data'));
    const { context } = contextThat({ env: { KTRDR_HOME: home } });
    await register({}, context);
    await expect(destroy({ force: true }, context)).rejects.toMatchObject({ code: 'NOT_EMPTY' });
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
  });

  test('another sandbox', async () => {
    const path = join(tree, 'cache', 'inner');
    const record = { path, createdAt: '2026-01-02T03:04:05.000Z', isWorktree: false, parentRepo: null };
    await plain().registry.claim({ instanceId: 'ktrdr--inner', ...record });
    await expect(destroy({ force: true })).rejects.toMatchObject({
      code: 'NOT_EMPTY',
      hint: expect.stringContaining('ktrdr sandbox destroy --name ktrdr--inner'),
    });
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

describe('a worktree whose clone was moved, or is not mounted:', () => {
  beforeEach(() => {
    write('notes.txt');
    renameSync(main, `${main}-moved`);
  });
  const refused = {
    code: 'REPOSITORY_MISSING',
    message: expect.stringContaining(`of a repository that is not there: `),
    hint: expect.stringMatching(/worktree repair .*--keep-worktree$/),
  };

  test('nobody can tell what is in it: it is refused, and nothing is asked', async () => {
    await expect(planDestroy(plain(), sandbox)).rejects.toMatchObject(refused);
    await expect(destroy({ confirm: neverAsked })).rejects.toMatchObject(refused);
    expect(await plain().registry.list()).toHaveLength(1);
  });

  test('goes once git has been told where it is, with its work looked at', async () => {
    git(`${main}-moved`, 'worktree', 'repair', tree);
    await expect(destroy()).rejects.toMatchObject({ code: 'WORK_AT_RISK' });
  });

  test.each([{ keepWorktree: true }, { force: true }])('it stays as it is with %p', async (options) => {
    expect(await destroy(options)).toMatchObject({
      place: { kind: 'leave', reason: expect.stringMatching(/is not there: .*git worktree unlock/) },
    });
    expect(readFileSync(join(tree, 'notes.txt'), 'utf8')).toBe('x');
    expect(await plain().registry.list()).toEqual([]);
  });

  test('one that its repository has forgotten is no such one', async () => {
    renameSync(`${main}-moved`, main);
    rmSync(admin(), { recursive: true });
    expect(await destroy()).toMatchObject({ place: { kind: 'leave', reason: expect.stringMatching(/no longer the/) } });
  });
});

const alone = () => {
  git(tree, 'checkout', '-q', '--detach');
  git(tree, 'commit', '-q', '--allow-empty', '-m', 'alone');
};
const staged = () => {
  write('s', 'staged version');
  git(tree, 'add', 's');
  write('s', 'another version');
};

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

  test.each<[string, () => void]>([
    ['commits that only its HEAD reached', alone],
    ['a staged version that is nowhere else', staged],
  ])('with %s: they can still be had when it is back, and git does not prune them', async (_, work) => {
    work();
    const before = git(tree, 'ls-files', '--stage') + git(tree, 'rev-parse', 'HEAD');
    renameSync(tree, join(place, 'on-another-disk'));
    // Away, not moved: nothing beside it leads there.
    mkdirSync(join(place, 'disk'));
    renameSync(join(place, 'on-another-disk'), join(place, 'disk', 'tree'));
    const { context, notes } = contextThat();
    await destroy({}, context);
    expect(notes).toEqual([expect.stringMatching(/git worktree list/)]);
    git(main, 'worktree', 'prune', '--expire', 'now');
    renameSync(join(place, 'disk', 'tree'), tree);
    expect(git(tree, 'ls-files', '--stage') + git(tree, 'rev-parse', 'HEAD')).toBe(before);
  });
});

/** Where a destroy that is killed has moved the worktree. */
const aside = () => join(place, '.ktrdr--feat-x.being-removed-0a1b2c3d4e5f');
const removeAside = (...names: string[]) => {
  for (const name of names) rmSync(join(aside(), name), { recursive: true });
};

/** Everything as it is when a destroy is killed that has looked for the last time. */
async function killedWhileRemoving(leave: () => void, different: object = {}): Promise<void> {
  const identity = await directoryIdentity(tree);
  if (identity === undefined) throw new Error(`no directory at ${tree}`);
  const administration = await directoryIdentity(admin());
  const places = { commonDirectory: join(main, '.git'), adminDirectory: admin(), administration, aside: aside() };
  const removing = { ...places, ...identity, seen: [...(await seeEntries(tree))], ...different };
  await writeDestroyJournal(plain(), sandbox, { removing });
  leave();
}
const moved = (leave: () => void) => () => {
  renameSync(tree, aside());
  leave();
};

describe('killed while the worktree is removed, the next run finishes:', () => {
  const states: [string, () => void][] = [
    ['before it was moved', () => {}],
    ['moved', moved(() => {})],
    ['some files gone', moved(() => removeAside('a.txt', 'docs'))],
    ['its marker gone', moved(() => removeAside('.env.sandbox'))],
    ['.git gone', moved(() => removeAside('.git', 'a.txt'))],
    [
      'all but an ignored directory gone',
      moved(() => removeAside('.git', 'a.txt', 'b.txt', 'c.txt', 'docs', '.env.sandbox', '.gitignore')),
    ],
    ['forgotten by git', moved(() => (removeAside('a.txt', '.git'), rmSync(admin(), { recursive: true })))],
    ['directory gone', moved(() => removeAside('.'))],
    ['directory gone, half forgotten: no gitdir', moved(() => (removeAside('.'), removeAdmin('gitdir', 'index')))],
    ['directory gone, half forgotten: no lock', moved(() => (removeAside('.'), removeAdmin('locked', 'HEAD')))],
    ['directory gone and forgotten', moved(() => (removeAside('.'), rmSync(admin(), { recursive: true })))],
  ];

  test.each(states)('%s', async (_, leave) => {
    mkdirSync(join(tree, 'cache'));
    write('cache/x');
    await killedWhileRemoving(leave);
    expect(await plain().registry.list()).toHaveLength(1);
    expect(await destroy()).toBeDefined();
    expect(existsSync(aside())).toBe(false);
    await expectDestroyed();
  });

  test('a directory opened that nobody could look into', async () => {
    mkdirSync(join(tree, 'cache'));
    await killedWhileRemoving(
      moved(() => writeFileSync(join(aside(), 'cache', 'x'), 'never seen')),
      { unreadable: ['cache'] },
    );
    await destroy();
    expect(existsSync(aside())).toBe(false);
    await expectDestroyed();
  });

  test('but not what has taken the name of a directory that nobody could look into', async () => {
    mkdirSync(join(tree, 'cache'));
    await killedWhileRemoving(
      moved(() => (renameSync(join(aside(), 'cache'), join(place, 'cache')), mkdirSync(join(aside(), 'cache')))),
      { unreadable: ['cache'] },
    );
    await expect(destroy()).rejects.toMatchObject({ code: 'WORK_AT_RISK', detail: 'untracked file: cache/' });
  });

  const someLeft = new Set(['moved', 'some files gone', '.git gone', 'forgotten by git']);
  test.each(states.filter(([name]) => someLeft.has(name)))('%s, but not what came since', async (_, leave) => {
    for (const name of ['old.txt', 'data/prices.csv']) {
      mkdirSync(join(place, 'data'), { recursive: true });
      writeFileSync(join(place, name), 'x');
    }
    await killedWhileRemoving(leave);
    writeFileSync(join(aside(), 'new.txt'), 'x');
    for (const name of ['old.txt', 'data']) renameSync(join(place, name), join(aside(), name));
    await expect(destroy()).rejects.toMatchObject({
      code: 'WORK_AT_RISK',
      message: expect.stringMatching(/: 3 untracked files$/),
      detail: expect.stringMatching(/data\//),
    });
    expect(readFileSync(join(aside(), 'data', 'prices.csv'), 'utf8')).toBe('x');
    await destroy({ force: true });
    await expectDestroyed();
  });

  test('something else came to its place: that stays, and git forgets the worktree', async () => {
    await killedWhileRemoving(moved(() => removeAside('.')));
    mkdirSync(tree);
    write('new.txt');
    expect(await destroy({ force: true })).toMatchObject({ place: { kind: 'leave' } });
    expect(existsSync(join(tree, 'new.txt'))).toBe(true);
    expect(listed()).not.toContain('ktrdr--feat-x');
  });

  test('its worktree was made anew meanwhile: that stays whole, and what was left of the old one goes', async () => {
    await killedWhileRemoving(moved(() => removeAside('a.txt')));
    git(main, 'worktree', 'unlock', tree);
    git(main, 'worktree', 'prune', '--expire', 'now');
    git(main, 'worktree', 'add', '-q', tree, 'feat-x');
    staged();
    expect(await destroy()).toMatchObject({ place: { isReplaced: true }, checkedOut: undefined });
    expect(git(tree, 'status', '--porcelain')).toContain('AM s');
    expect(existsSync(aside())).toBe(false);
    expect(await plain().registry.list()).toEqual([]);
  });

  test('another directory of that name is not taken for what is left, and is not forgotten', async () => {
    await killedWhileRemoving(() => (renameSync(tree, `${tree}-moved`), mkdirSync(aside())));
    writeFileSync(join(aside(), 'new.txt'), 'x');
    for (const force of [true, false]) {
      const refused = { code: 'REMAINS_UNKNOWN', message: expect.stringContaining(aside()) };
      await expect(destroy({ force })).rejects.toMatchObject(refused);
      await expect(planDestroy(plain(), sandbox, { force })).rejects.toMatchObject(refused);
    }
    expect(existsSync(join(aside(), 'new.txt'))).toBe(true);
    expect(await plain().registry.list()).toHaveLength(1);
    renameSync(aside(), join(place, 'looked-at'));
    await destroy();
    expect(await plain().registry.list()).toEqual([]);
  });

  test('another directory of that name stays, and is named, where the directory is to be kept', async () => {
    await killedWhileRemoving(() => (renameSync(tree, `${tree}-moved`), mkdirSync(aside())));
    expect(await destroy({ keepWorktree: true })).toMatchObject({
      place: { kind: 'leave', reason: expect.stringContaining(aside()) },
    });
    expect(existsSync(aside())).toBe(true);
  });

  test('also when its disk has another number by now', async () => {
    await killedWhileRemoving(moved(() => removeAside('a.txt')));
    const journal = join(place, '.ktrdr', 'sandbox', 'operations', 'ktrdr--feat-x.destroying');
    writeFileSync(journal, readFileSync(journal, 'utf8').replaceAll(/"dev":"[0-9]+"/g, '"dev":"1"'));
    await destroy();
    expect(existsSync(aside())).toBe(false);
    await expectDestroyed();
  });

  test('but not a worktree that was half emptied by somebody else', async () => {
    rmSync(join(tree, '.git'));
    expect(await destroy({ force: true })).toMatchObject({ place: { kind: 'leave' } });
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
  });
});

describe('what comes while the files are being removed stays, and the next run names it:', () => {
  const survey: RemoveWorktreeOptions['survey'] = { foreign: [], closed: [], unreadable: [] };

  test.each<[string, () => void, RegExp]>([
    ['a file', () => writeFileSync(join(aside(), 'docs', 'result.txt'), 'mine'), /untracked file: docs\/result\.txt/],
    [
      'a commit on no branch',
      () =>
        git(aside(), '-c', 'advice.detachedHead=false', 'checkout', '-q', '--detach') +
        git(aside(), 'commit', '-q', '--allow-empty', '-m', 'alone'),
      /commit on no branch: [0-9a-f]+ alone/,
    ],
  ])('%s', async (_, come, detail) => {
    const seen = await seeEntries(tree);
    await killedWhileRemoving(moved(come));
    const entry = { path: tree, commonDirectory: join(main, '.git'), adminDirectory: admin() };
    const lost = { code: 'WORK_AT_RISK', detail: expect.stringMatching(detail) };
    const removal = removeWorktree(plain(), sandbox, { entry, aside: aside(), image: undefined, survey, seen });
    await expect(removal).rejects.toMatchObject(lost);
    expect(existsSync(join(aside(), 'a.txt'))).toBe(false);
    expect(existsSync(admin())).toBe(true);
    await expect(destroy()).rejects.toMatchObject(lost);
    await destroy({ force: true });
    await expectDestroyed();
  });

  test('but a directory that nobody could look into goes as a whole', async () => {
    const seen = await seeEntries(tree);
    await killedWhileRemoving(moved(() => writeFileSync(join(aside(), 'docs', 'never-seen.txt'), 'x')));
    const entry = { path: tree, commonDirectory: join(main, '.git'), adminDirectory: admin() };
    const closed = { foreign: [], closed: ['docs'], unreadable: ['docs'] };
    await removeWorktree(plain(), sandbox, { entry, aside: aside(), image: undefined, survey: closed, seen });
    expect(existsSync(aside())).toBe(false);
  });
});

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
        if (event.type === 'step-started' && event.step === 'remove the worktree')
          mkdirSync(join(place, '.ktrdr', 'sandbox', 'operations', 'ktrdr--feat-x.destroying'));
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

  test('what comes once git has looked stays', async () => {
    let looks = 0;
    const { context } = contextThat({
      killed: (args) => {
        // Asked once work was looked for, when it is planned and again before it goes.
        if (args.includes('ktrdr.rebuildable') && (looks += 1) === 2) write('docs/result.txt');
        return undefined;
      },
    });
    await expect(destroy({}, context)).rejects.toMatchObject({
      code: 'WORK_AT_RISK',
      detail: 'untracked file: docs/result.txt',
    });
    expect(readFileSync(join(tree, 'docs', 'result.txt'), 'utf8')).toBe('x');
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

/** Local-prod in the main worktree. */
async function registerLocalProd(): Promise<void> {
  sandbox = instanceOf(await plain().registry.claimLocalProd({ path: main, createdAt: '2026-01-02T03:04:05.000Z' }));
  writeFileSync(join(main, '.env.sandbox'), 'INSTANCE_ID=ktrdr-prod\nCREATED_AT=2026-01-02T03:04:05.000Z\n');
}
const unlocked = () => void git(main, 'worktree', 'unlock', tree);
const away = () => renameSync(tree, join(place, 'disk'));
const backWithWork = () => {
  renameSync(join(place, 'disk'), tree);
  alone();
  staged();
};
/** Somebody's copy, with lines of their own, in place of a directory. */
const swap = (path: string) => {
  cpSync(path, `${path}-copy`, { recursive: true });
  writeFileSync(join(`${path}-copy`, '.env.sandbox'), `${readFileSync(join(path, '.env.sandbox'), 'utf8')}MINE=1\n`);
  renameSync(path, `${path}-moved`);
  renameSync(`${path}-copy`, path);
};

describe('a place that is not what it was when the plan was shown: nothing there is touched, and nothing is unregistered', () => {
  const moments: [string, RegExp, (happen: () => void) => Promise<unknown>][] = [
    [
      'while it asked',
      /^Nothing was changed/,
      async (happen) =>
        await destroy({ confirm: async () => (happen(), await yes()) }).catch((error: unknown) => error),
    ],
    [
      'while containers were removed',
      /^Its containers are gone/,
      async (happen) => {
        const has = { container: container('0a', tree) };
        const { context, confirm } = engine(has, has, happen);
        return await destroy({ confirm }, context).catch((error: unknown) => error);
      },
    ],
  ];

  describe.each(moments)('%s', (_, hint, during) => {
    test.each<[string, () => void, () => void]>([
      ['a worktree that was away is back, with work', () => {}, () => {}],
      ['one whose work git was to keep is back', () => alone(), () => {}],
      ['an adopted one is back', unlocked, () => {}],
    ])('%s', async (_name, before) => {
      before();
      away();
      const changed = { code: 'INSTANCE_CHANGED', hint: expect.stringMatching(hint) };
      expect(await during(backWithWork)).toMatchObject(changed);
      expect(git(tree, 'status', '--porcelain')).toContain('AM s');
      expect(git(tree, 'log', '-1', '--format=%s')).toBe('alone\n');
      expect(readFileSync(join(tree, '.env.sandbox'), 'utf8')).toContain('ktrdr--feat-x');
      expect(await plain().registry.list()).toHaveLength(1);
    });

    test("an adopted worktree's copy has taken its place", async () => {
      unlocked();
      expect(await during(() => swap(tree))).toMatchObject({ code: 'INSTANCE_CHANGED' });
      expect(readFileSync(join(tree, '.env.sandbox'), 'utf8')).toContain('MINE=1');
      expect(await plain().registry.list()).toHaveLength(1);
    });
  });

  test("local-prod's copy has taken its place while it asked", async () => {
    await registerLocalProd();
    const confirm = async () => (swap(main), await yes());
    await expect(destroy({ confirm })).rejects.toMatchObject({ code: 'INSTANCE_CHANGED' });
    expect(readFileSync(join(main, '.env.sandbox'), 'utf8')).toContain('MINE=1');
    expect(await plain().registry.getLocalProd()).toBeDefined();
  });

  test("local-prod's copy has taken its place when its .env.sandbox was looked at", async () => {
    await registerLocalProd();
    const { context } = contextThat({
      // The last question before the file goes.
      killed: (args) => {
        if (args.includes('ls-files') && !existsSync(`${main}-moved`)) swap(main);
        return undefined;
      },
    });
    await expect(destroy({}, context)).rejects.toMatchObject({ code: 'INSTANCE_CHANGED' });
    expect(readFileSync(join(main, '.env.sandbox'), 'utf8')).toContain('MINE=1');
  });
});

const to = () => join(place, 'aside');

const identity = async () => (await directoryIdentity(tree)) ?? { dev: '', ino: '', born: '' };

describe('a directory is moved before it is looked at whether it is the right one:', () => {
  test('the right one is', async () => {
    await moveAside(tree, { to: to(), identity: await identity() });
    expect(existsSync(join(to(), 'a.txt'))).toBe(true);
    expect(existsSync(tree)).toBe(false);
  });

  test.each<[string, () => void]>([
    ['another one', () => mkdirSync(tree)],
    ['a link to it', () => symlinkSync(`${tree}-moved`, tree)],
    ['a file', () => writeFileSync(tree, 'x')],
  ])('%s goes back', async (_, take) => {
    const known = await identity();
    renameSync(tree, `${tree}-moved`);
    take();
    const before = lstatSync(tree).ino;
    await expect(moveAside(tree, { to: to(), identity: known })).rejects.toMatchObject({ code: 'INSTANCE_CHANGED' });
    expect(lstatSync(tree).ino).toBe(before);
    expect(existsSync(to())).toBe(false);
  });
});

/** What is remembered of the image that its starts have built. */
const made = (id: string) => ({ 'ktrdr-backend:ktrdr--feat-x': { id, fingerprint: null } });

const container = (id: string, directory: string) =>
  `${JSON.stringify({ id, name: `ktrdr--feat-x-${id}`, state: 'running', directory, mounts: '' })}\n`;

const created = (time: string) => `${JSON.stringify({ name: 'ktrdr--feat-x_db', createdAt: time })}\n`;

/** An Engine that has something else once the question was asked. */
function engine(
  first: Partial<Record<'container' | 'volume', string>>,
  then: typeof first,
  whenRemoved: () => void = () => {},
) {
  let has = first;
  const docker: [RegExp, () => Partial<RunResult>][] = [
    [/^container ls /, () => ({ stdout: has.container ?? '' })],
    [
      /^volume ls /,
      () => ({ stdout: has.volume === undefined ? '' : '{"name":"ktrdr--feat-x_db","project":"ktrdr--feat-x"}\n' }),
    ],
    [/^volume inspect /, () => ({ stdout: has.volume ?? '' })],
    [/^container rm/, () => (whenRemoved(), {})],
    [/^(container|volume) (stop|rm)/, () => ({})],
  ];
  const { context, lines } = contextThat({ docker });
  const confirm = async (): Promise<boolean> => {
    has = then;
    return await yes();
  };
  return { context, lines, confirm };
}

test('what another registry makes at the place while it is asked stays', async () => {
  const theirs = { container: container('0a', tree), volume: created('2026-01-01T00:00:00Z') };
  const { context, lines, confirm } = engine(theirs, theirs);
  const answer = async (): Promise<boolean> => {
    write('.env.sandbox', 'INSTANCE_ID=ktrdr--feat-x\nCREATED_AT=2026-02-02T00:00:00.000Z\n');
    return await confirm();
  };
  await expect(destroy({ confirm: answer }, context)).rejects.toMatchObject({ code: 'INSTANCE_CHANGED' });
  expect(lines.filter((line) => / (stop|rm) /.test(line))).toEqual([]);
});

describe('between the question and the answer', () => {
  test('what was shown is stopped and removed by its ids', async () => {
    const same = { container: container('0a', tree), volume: created('2026-01-01T00:00:00Z') };
    const { context, lines, confirm } = engine(same, same);
    await destroy({ confirm }, context);
    expect(lines.filter((line) => / (stop|rm) /.test(line))).toEqual([
      'container stop 0a',
      'container rm --force 0a',
      'volume rm ktrdr--feat-x_db',
    ]);
    await expectDestroyed();
  });

  test.each<[string, object, object, string]>([
    [
      'another directory has started containers',
      {},
      { container: container('0b', '/other'), volume: created('2026-01-01T00:00:00Z') },
      'FOREIGN_PROJECT',
    ],
    ['a container came', {}, { container: container('0b', '') }, 'FOREIGN_PROJECT'],
    ['a volume came', {}, { volume: created('2026-01-01T00:00:00Z') }, 'PLAN_CHANGED'],
    [
      'a volume was made anew',
      { volume: created('2026-01-01T00:00:00Z') },
      { volume: created('2026-01-02T00:00:00Z') },
      'PLAN_CHANGED',
    ],
  ])('%s: nothing is removed', async (_, first, then, code) => {
    const { context, lines, confirm } = engine(first, then);
    const volumes = [{ name: 'ktrdr--feat-x_db', createdAt: '2026-01-01T00:00:00Z' }];
    await writeVolumeRecord(context, sandbox.id, { volumes });
    await expect(destroy({ confirm }, context)).rejects.toMatchObject({ code });
    expect(lines.filter((line) => / (stop|rm) /.test(line))).toEqual([]);
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
    expect(await plain().registry.list()).toHaveLength(1);
  });
});

test("a stale registration takes nothing of another registry's instance that has its id and its place", async () => {
  write('.env.sandbox', 'INSTANCE_ID=ktrdr--feat-x\nCREATED_AT=2026-02-02T00:00:00.000Z\n');
  const theirs = { container: container('0a', tree), volume: created('2026-02-02T00:00:00Z') };
  const { context, lines } = engine(theirs, theirs);
  await expect(destroy({ confirm: neverAsked, force: true }, context)).rejects.toMatchObject({
    code: 'FOREIGN_PROJECT',
  });
  expect(lines.filter((line) => / (stop|rm) /.test(line))).toEqual([]);
  // Without anything of it, the entry goes alone.
  expect(await destroy()).toMatchObject({ place: { kind: 'leave' } });
  expect(readFileSync(join(tree, '.env.sandbox'), 'utf8')).toContain('2026-02-02');
  expect(await plain().registry.list()).toEqual([]);
});

/** The journal of a create that was killed when everything was made, and its lock. */
const journaled = async () => {
  const commit = git(main, 'rev-parse', 'feat-x').trim();
  const { id, path, createdAt } = sandbox;
  const branch = { name: 'feat-x', commit, created: false };
  const commonDirectory = join(main, '.git');
  const directory = await directoryIdentity(tree);
  const journal = {
    version: 2,
    operation: 'create',
    id,
    path,
    createdAt,
    token: 'a1',
    commonDirectory,
    branch,
  } as const;
  await writeJournal(plain(), { ...journal, directory });
  writeFileSync(join(admin(), 'locked'), creatingLockReason(journal));
};

describe('a create that was killed', () => {
  test('when all was made: its sandbox is destroyed like any other, and asked about', async () => {
    await journaled();
    expect(await destroy({ confirm: no })).toBeUndefined();
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
    expect(await destroy()).toMatchObject({ place: { kind: 'remove-worktree' } });
    await expectDestroyed();
  });

  test('when all was made: the worktree is kept when asked to', async () => {
    await journaled();
    expect(await destroy({ keepWorktree: true })).toMatchObject({ place: { kind: 'remove-marker' } });
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
    expect(listed()).not.toContain('locked');
  });

  test('in the middle: what it had made goes, once that is confirmed', async () => {
    await journaled();
    for (const file of [join(admin(), 'index'), join(tree, '.env.sandbox'), join(tree, 'b.txt')]) rmSync(file);
    expect(await destroy({ confirm: no })).toBeUndefined();
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
    expect(await destroy()).toMatchObject({ place: { kind: 'undo-create' } });
    await expectDestroyed();
  });

  test('in the middle, and somebody works there: refused', async () => {
    await journaled();
    rmSync(join(tree, '.env.sandbox'));
    write('notes.txt');
    await expect(destroy()).rejects.toMatchObject({ code: 'WORK_AT_RISK' });
    expect(existsSync(join(tree, 'notes.txt'))).toBe(true);
  });

  test('whose repository is gone does not stop it', async () => {
    await journaled();
    rmSync(main, { recursive: true });
    await destroy({ keepWorktree: true });
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
