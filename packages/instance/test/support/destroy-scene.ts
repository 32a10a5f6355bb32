import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env as processEnv } from 'node:process';
import { beforeAll, beforeEach, expect } from '@jest/globals';
import { type Run, runCommand, type RunResult } from '@ktrdr/process';
import { directoryIdentity } from '../../src/core/directory-identity.ts';
import { writeJournal as writeDestroyJournal } from '../../src/journals/destroy-journal.ts';
import { seeEntriesForLater } from '../../src/entries/see-entries.ts';
import { createContext, destroyInstance, type Instance, instanceOf } from '../../src/index.ts';
import { resolveSandbox } from '../../src/internal.ts';
import { aResult } from './a.ts';
import { connectionByRun } from './connection-by-run.ts';
import { realGit } from './real-git.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

// What the tests of destroy stand on. Real git, a real registry and real files; a Docker that has nothing of any project. Before each test there is
// a clone and the worktree of a sandbox.
export const root = temporaryDirectory();
const real = realGit(root);
export const { git } = real;
export const { signal } = new AbortController();
export const yes = async () => await Promise.resolve(true);
export const no = async () => await Promise.resolve(false);

export let place: string;
export let main: string;
export let tree: string;
export let sandbox: Instance;
let count = 0;

/** What a killed process leaves behind instead of finishing a git command; undefined runs it. */
type Killed = (args: readonly string[]) => (() => void) | undefined;

export function contextThat({
  killed,
  docker = [],
  env = {},
}: { killed?: Killed; docker?: [RegExp, () => Partial<RunResult>][]; env?: object } = {}) {
  const lines: string[] = [];
  const notes: string[] = [];
  const warnings: string[] = [];
  const run: Run = async (command, args, options) => {
    // A hook.
    if (command === 'sh') return await runCommand(command, args, options);
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
    env: { ...real.env, HOME: place, PATH: processEnv['PATH'], ...env },
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
export const plain = () => contextThat().context;
export const destroy = async (options: object = {}, context = plain()) =>
  await destroyInstance(context, sandbox, { confirm: yes, signal, ...options });
export const admin = () => join(main, '.git', 'worktrees', 'ktrdr--feat-x');
export const write = (name: string, text = 'x') => writeFileSync(join(tree, name), text);
export const neverAsked = async () => await Promise.reject(new Error('asked'));
export const at = async (directory: string) =>
  await resolveSandbox(plain(), { directory: () => directory, verb: 'destroy' });

export const listed = () => git(main, 'worktree', 'list', '--porcelain');

export async function register(different: object = {}, context = plain()): Promise<void> {
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
export async function expectDestroyed(): Promise<void> {
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

export const alone = () => {
  git(tree, 'checkout', '-q', '--detach');
  git(tree, 'commit', '-q', '--allow-empty', '-m', 'alone');
};
export const staged = () => {
  write('s', 'staged version');
  git(tree, 'add', 's');
  write('s', 'another version');
};

/** Local-prod in the main worktree. */
export async function registerLocalProd(): Promise<void> {
  sandbox = instanceOf(await plain().registry.claimLocalProd({ path: main, createdAt: '2026-01-02T03:04:05.000Z' }));
  writeFileSync(join(main, '.env.sandbox'), 'INSTANCE_ID=ktrdr-prod\nCREATED_AT=2026-01-02T03:04:05.000Z\n');
}

/** What is remembered of the image that its starts have built. */
export const made = (id: string) => ({ 'ktrdr-backend:ktrdr--feat-x': { id, fingerprint: null } });

export const container = (id: string, directory: string) =>
  `${JSON.stringify({ id, name: `ktrdr--feat-x-${id}`, state: 'running', directory, mounts: '' })}\n`;

/** An Engine that has something else once the question was asked. */
export function engine(
  first: Partial<Record<'container' | 'volume', string>>,
  then: typeof first,
  whenRemoved: () => void = () => {},
  comesThen?: string,
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
    [/^volume rm /, () => ((has = { ...has, volume: comesThen ?? '' }), {})],
    [/^(container|volume) (stop|rm)/, () => ({})],
  ];
  const { context, lines } = contextThat({ docker });
  const confirm = async (): Promise<boolean> => {
    has = then;
    return await yes();
  };
  return { context, lines, confirm };
}

/** From now on this is where the sandbox is. */
export function standAt(path: string): void {
  tree = path;
}

/** Where a destroy that is killed has moved the worktree. */
export const aside = () => join(place, '.ktrdr--feat-x.being-removed-0a1b2c3d4e5f');

/** Everything as it is when a destroy is killed that has looked for the last time. */
export async function killedWhileRemoving(leave: () => void, different: object = {}): Promise<void> {
  const identity = await directoryIdentity(tree);
  if (identity === undefined) throw new Error(`no directory at ${tree}`);
  const administration = await directoryIdentity(admin());
  const places = { commonDirectory: join(main, '.git'), adminDirectory: admin(), administration, aside: aside() };
  const { lasting } = await seeEntriesForLater(tree);
  const removing = { ...places, ...identity, seen: [...lasting], ...different };
  await writeDestroyJournal(plain(), sandbox, { removing });
  leave();
}
export const moved = (leave: () => void) => () => {
  renameSync(tree, aside());
  leave();
};
