import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { runCommand, type Run } from '@ktrdr/process';
import { createContext, createSandbox, examine, initSandbox, listInstances } from '../src/index.ts';
import { resolveInstance, resolveSandbox } from '../src/internal.ts';
import { aResult } from './support/a.ts';
import { connectionByRun } from './support/connection-by-run.ts';
import { realGit } from './support/real-git.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

// Real git and real files; a Docker that has nothing of any project.
const root = temporaryDirectory();
const { git, env } = realGit(root);
const { signal } = new AbortController();
const ID = 'ktrdr--feat-x';

let place: string;
let main: string;
let tree: string;
let to: string;
let count = 0;

const run: Run = async (command, args, options) => {
  if (command !== 'docker') return await runCommand(command, args, options);
  if (/^(container|volume|network|image) ls |^ps /.test(args.join(' '))) return aResult();
  return aResult({ exitCode: 1, stderr: 'Cannot connect to the Docker daemon' });
};
const contextOf = () =>
  createContext({ env: { ...env, HOME: place }, connection: connectionByRun(run), run, command: 'a test' });
const keepVolumes = async () => await Promise.resolve(false);
const create = async () =>
  await createSandbox(contextOf(), { name: 'feat-x', directory: main, keepVolumes: false, signal });
/** The command at the end of a sentence, run in a shell as a person would. */
const runPrinted = (text: string | undefined): void => {
  const [, command = 'false'] = /: ((?:mv|git) .+)$/s.exec(text ?? '') ?? [];
  execFileSync('sh', ['-c', command], { env: { ...env, HOME: place }, cwd: '/', stdio: 'pipe' });
};
const failure = async (promise: Promise<unknown>): Promise<{ code: string; message: string; hint?: string }> =>
  await promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error) => error,
  );

beforeAll(() => {
  git(root, 'init', '-q', '--bare', join(root, 'ktrdr.git'));
  git(root, 'clone', '-q', join(root, 'ktrdr.git'), join(root, 'seed'));
  git(join(root, 'seed'), 'commit', '-q', '--allow-empty', '-m', 'first');
  git(join(root, 'seed'), 'push', '-q', 'origin', 'HEAD');
});

beforeEach(() => {
  place = join(root, String((count += 1)));
  main = join(place, 'ktrdr');
  tree = join(place, ID);
  to = join(place, 'renamed by hand');
  mkdirSync(place);
  git(root, 'clone', '-q', join(root, 'ktrdr.git'), main);
});

const moves: [string, () => void][] = [
  ['mv', () => renameSync(tree, to)],
  ['mv, and git was told', () => (renameSync(tree, to), void git(to, 'worktree', 'repair'))],
  ['git worktree move', () => void git(main, 'worktree', 'move', '--force', '--force', tree, to)],
];

describe.each(moves)('a sandbox that was moved with %s', (_, move) => {
  beforeEach(async () => {
    await create();
    git(tree, 'checkout', '-q', '--detach');
    git(tree, 'commit', '-q', '--allow-empty', '-m', 'alone');
    writeFileSync(join(tree, 'notes.txt'), 'work');
    move();
  });

  const told: [string, () => Promise<string | undefined>][] = [
    [
      'a command in it',
      async () => (await failure(resolveInstance(contextOf(), { kind: 'sandbox', directory: to }))).hint,
    ],
    [
      'destroy in it',
      async () => (await failure(resolveSandbox(contextOf(), { directory: () => to, verb: 'destroy' }))).hint,
    ],
    ['init in it', async () => (await failure(initSandbox(contextOf(), { directory: to, keepVolumes }))).hint],
    ['create of its name', async () => (await failure(create())).hint],
    [
      'doctor',
      async () => {
        const { findings } = await examine(contextOf(), main);
        const about = findings.filter(({ subject, severity }) => subject === ID && severity !== 'ok');
        expect(about.map(({ code }) => code)).toEqual(['DIRECTORY_MOVED']);
        const [finding] = about;
        expect(finding?.text).toContain(to);
        return finding?.repair?.kind === 'commands' ? `run: ${finding.repair.commands.join('')}` : undefined;
      },
    ],
  ];

  test.each(told)('%s says how it goes back, and nothing is lost by that', async (_name, say) => {
    runPrinted(await say());
    expectBack();
  });

  test('is listed with where it is', async () => {
    expect(await listInstances(contextOf())).toMatchObject([{ state: 'missing', movedTo: to }]);
  });
});

test('a worktree that was moved with mv, and that the registry has lost: create says how it goes back', async () => {
  await create();
  git(tree, 'checkout', '-q', '--detach');
  git(tree, 'commit', '-q', '--allow-empty', '-m', 'alone');
  writeFileSync(join(tree, 'notes.txt'), 'work');
  renameSync(tree, to);
  await contextOf().registry.release(ID);
  runPrinted((await failure(create())).hint);
  expectBack();
});

function expectBack(): void {
  expect(existsSync(to)).toBe(false);
  expect(git(tree, 'log', '-1', '--format=%s')).toBe('alone\n');
  expect(git(tree, 'status', '--porcelain')).toContain('notes.txt');
  expect(git(main, 'worktree', 'list', '--porcelain')).toMatch(new RegExp(`^worktree ${tree}$`, 'm'));
  expect(readFileSync(join(tree, 'notes.txt'), 'utf8')).toBe('work');
}

describe('git has a worktree where nothing is', () => {
  beforeEach(() => void git(main, 'worktree', 'add', '-q', tree, '-b', 'other'));

  test.each([
    ['unlocked', () => {}],
    ['locked', () => void git(main, 'worktree', 'lock', tree)],
  ])('%s and gone for good: the command lets create make one there', async (_, lock) => {
    lock();
    rmSync(tree, { recursive: true });
    runPrinted((await failure(create())).hint);
    expect((await create()).instance.path).toBe(tree);
  });

  test('which comes back before the command is run: nothing of it goes', async () => {
    renameSync(tree, to);
    mkdirSync(join(place, 'disk'));
    renameSync(to, join(place, 'disk', 'tree'));
    const { hint } = await failure(create());
    renameSync(join(place, 'disk', 'tree'), tree);
    git(tree, 'checkout', '-q', '--detach');
    git(tree, 'commit', '-q', '--allow-empty', '-m', 'alone');
    writeFileSync(join(tree, 'notes.txt'), 'work');
    runPrinted(hint);
    expect(git(tree, 'log', '-1', '--format=%s')).toBe('alone\n');
    expect(readFileSync(join(tree, 'notes.txt'), 'utf8')).toBe('work');
  });

  test('and keeps work of it: no command is printed', async () => {
    git(tree, 'checkout', '-q', '--detach');
    git(tree, 'commit', '-q', '--allow-empty', '-m', 'alone');
    rmSync(tree, { recursive: true });
    expect(await failure(create())).toMatchObject({
      code: 'WORKTREE_EXISTS',
      detail: expect.stringMatching(/^commit on no branch: .* alone$/),
      hint: expect.not.stringContaining('git '),
    });
  });
});
