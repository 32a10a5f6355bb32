import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env as processEnv } from 'node:process';
import { beforeEach, expect } from '@jest/globals';
import { type Run, runCommand } from '@ktrdr/process';
import { directoryIdentity } from '../../src/core/directory-identity.ts';
import { branchMark } from '../../src/create/branch-mark.ts';
import { creatingLockReason } from '../../src/git/sandbox-lock-reason.ts';
import { createContext, type CreateOptions, createSandbox, type InstanceEvent } from '../../src/index.ts';
import { type CreateJournal, readJournal, writeJournal } from '../../src/journals/create-journal.ts';
import { aResult } from './a.ts';
import { connectionByRun } from './connection-by-run.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

// What the tests of create and init stand on. Real git, a real registry and real files; an Engine that has nothing. Before each test there is a clone.
const root = temporaryDirectory();
export const CREATED_AT = '2026-01-02T03:04:05.000Z';
export let place: string;
export let clone: string;
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

export function git(directory: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=me', '-c', 'user.email=me@example.invalid', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', ['-C', directory, ...identity, ...args], {
    env: { PATH: processEnv['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

export function aContext(signal?: AbortSignal, engine: (line: string) => string | undefined = () => undefined) {
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
export const plain = (name: string): string => join(root, `${name}-${count}`);
export const at = (...parts: string[]): string => join(place, ...parts);
export const push = (): string => git(clone, 'push', '-q', 'origin', 'main');
export function commit(message: string): void {
  git(clone, 'add', '--all');
  git(clone, 'commit', '-q', '-m', message);
}
export function hook(script: string, directory = join(clone, '.git', 'hooks')): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'post-checkout'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}
export const head = (ref = 'HEAD'): string => git(clone, 'rev-parse', ref);
export const branches = (): string[] => git(clone, 'branch', '--format=%(refname:short)').split('\n');
export const worktrees = (): string => git(clone, 'worktree', 'list', '--porcelain');
export const journal = (different: Partial<CreateJournal> = {}): CreateJournal => ({
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
export async function assertNothing(context: ReturnType<typeof aContext>['context']): Promise<void> {
  expect(existsSync(at('ktrdr--x'))).toBe(false);
  expect(worktrees()).not.toContain('ktrdr--x');
  expect(existsSync(join(clone, '.git', 'worktrees', 'ktrdr--x'))).toBe(false);
  expect(branches()).toEqual(['main']);
  expect(await context.registry.list()).toEqual([]);
  expect(await readJournal(context, 'ktrdr--x')).toBeUndefined();
}

/** Ctrl-C once a file is there. */
export function abortOnce(file: string, controller: AbortController): void {
  const watch = setInterval(() => {
    if (!existsSync(file)) return;
    clearInterval(watch);
    controller.abort(new Error('Ctrl-C'));
  }, 20);
  watch.unref();
}

/** What a create has done when it is killed at its very end, but for the marker. */
export async function killed({ context }: ReturnType<typeof aContext>, different: Partial<CreateJournal> = {}) {
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

export const administration = (): string => join(clone, '.git', 'worktrees', 'ktrdr--x');
