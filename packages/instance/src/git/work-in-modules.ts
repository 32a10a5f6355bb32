import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import { isMangled } from '../core/byte-path.ts';
import { operationsInProgress } from './operations-in-progress.ts';
import { rootReferences } from './root-references.ts';
import { askGit, type GitOptions, runGit } from './run-git.ts';
import { stagedChanges } from './staged-changes.ts';
import { TRUE_HISTORY } from './true-history.ts';
import { unasking } from './unasking.ts';
import type { WorkItem } from './work-at-risk.ts';

/**
 * Submodules keep their repositories with the worktree, also those that what is checked out does not have. With it go commits of whatever
 * branch that they have not pushed, operations that were not ended, what is staged, and what git keeps for linked worktrees of a submodule,
 * wherever they are.
 *
 * @param checkedOut git directories of submodules whose checkout is there: what is staged is seen there
 * @throws CodedError `GIT_FAILED`
 */
export async function workInModules(
  adminDirectory: string,
  { checkedOut, ...options }: GitOptions & { readonly checkedOut: ReadonlySet<string> },
): Promise<WorkItem[]> {
  const modules = join(adminDirectory, 'modules');
  const items: WorkItem[] = [];
  for (const directory of await gitDirectoriesBelow(modules)) {
    const name = relative(modules, directory);
    if (isMangled(name)) {
      items.push({ kind: 'unreadable', what: `${name}/` });
      continue;
    }
    const found = [
      ...(await operationsInProgress(directory)),
      ...(await unpushed(directory, { ...options, name })),
      ...(checkedOut.has(directory) ? [] : await stagedChanges({ path: name, adminDirectory: directory }, options)),
      ...(await linkedWorktrees(directory)),
    ];
    items.push(...found.map(({ kind, what }) => ({ kind, what: `${name}: ${what}` })));
  }
  return items;
}

async function unpushed(
  directory: string,
  { name, ...options }: GitOptions & { readonly name: string },
): Promise<WorkItem[]> {
  // Its work tree, as it is configured, may be gone, and git asks for one.
  const at = [`--git-dir=${directory}`, `--work-tree=${directory}`];
  const ask = async (...args: readonly string[]): Promise<string[]> => {
    const question = { doing: `look for commits of submodule ${name}`, args: [...at, ...args] };
    const text = await askGit(options, directory, { ...question, options: { env: TRUE_HISTORY } });
    return text.split('\n').filter((line) => line !== '');
  };
  const remotes = await ask('remote');
  const starts = ['--all', ...(await rootReferences(directory, options))];
  // What was fetched from elsewhere under a name like those is on no remote.
  const pushed = remotes.map((remote) => `--remotes=${remote}`);
  const commits = await ask('log', '--format=%h %s', ...starts, '--not', ...pushed, '--');
  const named = await ask('for-each-ref', '--format=%(objecttype) %(objectname) %(refname) %(*objecttype)');
  const others = named.flatMap((line) => {
    const [type, object = '', reference = '', target] = line.split(' ');
    return type === 'commit' ? [] : [{ object, reference, isOfCommit: target === 'commit' }];
  });
  const unknown = others.length === 0 ? [] : await onNoRemote(others, { ...options, directory, at, remotes });
  return [...commits, ...unknown.map(({ reference }) => reference)].map((what) => ({ kind: 'commit', what }));
}

interface Reference {
  readonly object: string;
  readonly reference: string;
  /** A tag with a message: its commit is looked for among all commits. */
  readonly isOfCommit: boolean;
}

const ANSWER_WITHIN_MS = 10_000;

/**
 * References to what is no commit, as tags with a message, that no remote has: whether one has them is in no repository, so that they are asked. Where one
 * does not answer, as without a network, tags of commits count as what nearly all of them are: fetched from it.
 */
async function onNoRemote(
  references: readonly Reference[],
  { directory, at, remotes, ...options }: GitOptions & { directory: string; at: string[]; remotes: string[] },
): Promise<readonly Reference[]> {
  const silent = await unasking(options, directory, at);
  let left = references;
  const mute: string[] = [];
  for (const remote of remotes) {
    const args = [...at, ...silent.args, 'ls-remote', '--quiet', '--', remote];
    const result = await runGit(options, directory, args, { ...silent.options, timeoutMs: ANSWER_WITHIN_MS });
    if (result.exitCode !== 0) mute.push(remote);
    const known = new Set(result.exitCode === 0 ? result.stdout.split('\n').map((line) => line.split('\t')[0]) : []);
    left = left.filter(({ object }) => !known.has(object));
    if (left.length === 0) break;
  }
  if (mute.length === 0) return left;
  const unsure = `it is unknown whether ${mute.join(', ')} has it: no answer`;
  return left
    .filter(({ isOfCommit }) => !isOfCommit)
    .map(({ object, reference, isOfCommit }) => ({ object, isOfCommit, reference: `${reference} (${unsure})` }));
}

/** Worktrees that were made of a submodule. Source: gitrepository-layout(5), `worktrees/<id>/gitdir` */
async function linkedWorktrees(directory: string): Promise<WorkItem[]> {
  const all = join(directory, 'worktrees');
  const names = await readdir(all).catch(noneWithout);
  return await Promise.all(
    names.map(async (name): Promise<WorkItem> => {
      const text = await readFile(join(all, name, 'gitdir'), 'utf8').catch(() => undefined);
      return { kind: 'worktree', what: text === undefined ? name : dirname(text.trim()) };
    }),
  );
}

/** Every directory below that git takes for a repository; submodules have submodules. */
async function gitDirectoriesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(noneWithout);
  // Of a name that is not UTF-8 nothing can be asked, and nothing seems to be there.
  if (entries.length === 0) return isMangled(directory) ? [directory] : [];
  const names = new Set(entries.map(({ name }) => name));
  const isRepository = names.has('objects') && names.has('refs');
  const inner = isRepository ? ['modules'] : entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  const below = await Promise.all(inner.map(async (name) => await gitDirectoriesBelow(join(directory, name))));
  return [...(isRepository ? [directory] : []), ...below.flat()];
}

function noneWithout(error: unknown): [] {
  if (hasCode(error, 'ENOENT')) return [];
  throw error;
}
