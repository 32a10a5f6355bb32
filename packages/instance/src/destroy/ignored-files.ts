import { lstat, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { CodedError, hasCode } from '@ktrdr/errors';
import { SETTINGS } from '../create/settings.ts';
import { ENV_FILE, isEnvFile } from '../env-file/env-file.ts';
import { formatBytes } from '../core/format-bytes.ts';
import type { Checkout } from '../git/checkouts-in.ts';
import { hidingNothing, type WorkPlace } from '../git/hiding-nothing.ts';
import { ignoringPatterns } from '../git/ignoring-patterns.ts';
import { gitAnswer } from '../git/git-answer.ts';
import { askGit, type GitOptions } from '../git/run-git.ts';
import type { Instance } from '../core/instance.ts';
import { entryKey } from '../entries/entry-key.ts';
import { type BytePath, bytePath, bytesOf, isMangled, textOf } from '../core/byte-path.ts';
import { statsAt } from '../core/stats-at.ts';
import { destroyCommand } from '../core/destroy-command.ts';
import { MADE_BY_TOOLS, PROBABLY_REBUILDABLE } from './rebuildable.ts';

/** Files that git ignores, that nothing makes again, and that would go with a worktree; in one of its top directories, or one file there. */
export interface IgnoredFiles {
  /** `output/`, `.env` */
  readonly what: string;
  readonly files: number;
  readonly bytes: number;
  /** Those that are called like files of keys: `.env`, `config/.env.local`. */
  readonly envFiles: readonly string[];
  /** Directories that we may not look into: each counts as one file, whatever is in it. Absent where there are none. */
  readonly unreadable?: readonly string[];
  /** Of a file that is otherwise ours, how many lines a person has written; undefined for all others. */
  readonly ownLines?: number;
}

const CALLED_LIKE_KEYS = /^\.env|\.env(?:\.|$)/;

export interface IgnoredFilesOptions {
  /** The git directory of this worktree alone. */
  readonly adminDirectory: string;
  /** Of `checkoutsIn`, of this worktree. */
  readonly checkouts: readonly Checkout[];
  /** Whether a file that git ignores is one that we made ourselves. */
  readonly isOurs: (file: string) => Promise<boolean>;
}

/**
 * What git ignores in a worktree and its submodules, but for what is rebuilt or worthless. Follows no link.
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function ignoredFiles(
  path: string,
  git: GitOptions,
  { adminDirectory, checkouts, isOurs }: IgnoredFilesOptions,
): Promise<IgnoredFiles[]> {
  const isRebuildable = matcher([...MADE_BY_TOOLS, ...(await ownNames(git, adminDirectory))]);
  const roots: string[] = [];
  for (const checkout of checkouts) roots.push(...(await rootsIn(checkout, isRebuildable, git)));
  const groups = new Map<string, IgnoredFiles>();
  for (const root of roots) {
    for await (const { within, bytes, isClosed = false } of filesIn(bytePath(path), bytePath(root), isRebuildable)) {
      const file = textOf(within);
      if (isEnvFile(file) || (file === SETTINGS && (await isOurs(file)))) continue;
      const [top = file, ...below] = file.split(sep);
      const what = below.length === 0 ? top : `${top}/`;
      const group = groups.get(what) ?? { what, files: 0, bytes: 0, envFiles: [] };
      const isKeys = CALLED_LIKE_KEYS.test(below.at(-1) ?? top);
      groups.set(what, {
        what,
        files: group.files + 1,
        bytes: group.bytes + bytes,
        envFiles: isKeys ? [...group.envFiles, file] : group.envFiles,
        ...(isClosed || group.unreadable !== undefined
          ? { unreadable: [...(group.unreadable ?? []), ...(isClosed ? [file] : [])] }
          : {}),
      });
    }
  }
  return [...groups.values()];
}

/** The outermost files and directories that git ignores in a checkout, relative to the worktree. */
async function rootsIn(
  { place, name }: Checkout,
  isRebuildable: (name: string) => boolean,
  git: GitOptions,
): Promise<string[]> {
  const status = ['status', '--porcelain', '-z', '--untracked-files=all', '--ignored=matching', '--no-renames'];
  const listed = await askGit(git, place.path, {
    doing: `look for files that git ignores in ${place.path}`,
    args: [...(await hidingNothing(place)), ...status, '--ignore-submodules=all'],
  });
  const ignored = listed.split('\0').flatMap((entry) => (entry.startsWith('!! ') ? [entry.slice(3)] : []));
  const roots = ignored.map((root) => root.replace(/\/$/, '')).filter((root) => !root.split(sep).some(isRebuildable));
  const products = await productsAmong(roots, place, git);
  return roots.filter((root) => !products.has(root)).map((root) => join(name, root));
}

/** Those that are called like a product, and that git ignores by that very name: not a `logs` that lies in an ignored `output`. */
async function productsAmong(roots: readonly string[], place: WorkPlace, git: GitOptions): Promise<Set<string>> {
  const isProduct = matcher(PROBABLY_REBUILDABLE);
  const possible = roots.filter((root) => root.split(sep).some(isProduct));
  const patterns = await ignoringPatterns(possible, place, git);
  return new Set(possible.filter((_, at) => isProduct(namedBy(patterns[at] ?? ''))));
}

/** What a pattern names: its last part, or, of one for all that is in a directory (`logs/*`), that directory. */
function namedBy(pattern: string): string {
  return pattern.split('/').findLast((part) => !/^\**$/.test(part)) ?? '';
}

/** Whether the user has said of a path that it is made again. */
export async function isOwnRebuildable(git: GitOptions, adminDirectory: string): Promise<(path: string) => boolean> {
  const isNamed = matcher(await ownNames(git, adminDirectory));
  return (path) => path.split(sep).some(isNamed);
}

/** What the user has said that is made again, for this repository or for all. */
async function ownNames(git: GitOptions, directory: string): Promise<string[]> {
  const args = [`--git-dir=${directory}`, 'config', '--get-all', 'ktrdr.rebuildable'];
  const names = await gitAnswer(git, directory, { doing: 'read ktrdr.rebuildable', args });
  return (names ?? '').split('\n').filter((name) => name !== '');
}

function matcher(names: readonly string[]): (name: string) => boolean {
  const patterns = names.map((name) => {
    const parts = name.replace(/\/$/, '').split('*');
    return new RegExp(`^${parts.map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)).join('.*')}$`);
  });
  return (name) => patterns.some((pattern) => pattern.test(name));
}

async function* filesIn(
  root: BytePath,
  within: BytePath,
  isRebuildable: (name: string) => boolean,
): AsyncGenerator<{ within: BytePath; bytes: number; isClosed?: boolean }> {
  if (textOf(within).split(sep).some(isRebuildable)) return;
  const path = bytesOf(join(root, within));
  const stats = await lstat(path).catch(gone);
  // git's answer was decoded: a name that is not UTF-8 is no name of a file any more.
  if (stats === undefined && isMangled(textOf(within))) return yield { within, bytes: 0 };
  if (stats === undefined || stats.isSymbolicLink()) return;
  if (!stats.isDirectory()) return yield { within, bytes: stats.size };
  const names = await readdir(path, { encoding: 'latin1' }).catch((error: unknown) => {
    // What we may not look into is something all the same.
    if (hasCode(error, 'EACCES')) return undefined;
    return gone(error) ?? [];
  });
  if (names === undefined) return yield { within, bytes: 0, isClosed: true };
  for (const name of names) yield* filesIn(root, join(within, name), isRebuildable);
}

function gone(error: unknown): undefined {
  if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
  throw error;
}

/** Files of which the name was shown, each with what tells it from another one and from itself once it is changed. */
export type NamedFiles = ReadonlyMap<string, string>;

/** Looks at the files that `listIgnored` names: those at the top, and what may be keys wherever it lies. */
export async function namedFiles(path: string, ignored: readonly IgnoredFiles[]): Promise<NamedFiles> {
  const named = new Map<string, string>();
  for (const name of ignored.flatMap(({ what, envFiles }) => [what, ...envFiles])) {
    const stats = await statsAt(join(path, name));
    if (stats?.isFile() === true) named.set(name, entryKey(stats));
  }
  return named;
}

/**
 * What nobody has agreed to lose: names that were not shown, and files that were shown by their names and have other content since. What comes into
 * a directory that was shown was agreed to with it: the instance's own containers write there.
 */
export function cameToIgnored(
  { ignored, named }: { readonly ignored: readonly IgnoredFiles[]; readonly named: NamedFiles },
  shown: { readonly ignored: readonly IgnoredFiles[]; readonly named: NamedFiles },
): IgnoredFiles[] {
  const names = new Set(shown.ignored.flatMap(({ what, envFiles }) => [what, ...envFiles]));
  return ignored.filter(({ what, envFiles }) =>
    [what, ...envFiles].some((name) => !names.has(name) || named.get(name) !== shown.named.get(name)),
  );
}

const LISTED = 20;

/**
 * A line for each: `output/: 12 files, 3.4 MB`, with the names of what may be keys. Of many the largest are listed; what may be keys always
 * comes first.
 */
export function listIgnored(ignored: readonly IgnoredFiles[]): string[] {
  const sorted = ignored.toSorted(
    (one, other) => Number(other.envFiles.length > 0) - Number(one.envFiles.length > 0) || other.bytes - one.bytes,
  );
  const shown = ignored.length > LISTED ? sorted.slice(0, LISTED) : ignored;
  const lines = shown.map(({ what, files, bytes, envFiles, unreadable = [], ownLines }) => {
    if (ownLines !== undefined) return `${what}: ${ownLines === 1 ? '1 line' : `${ownLines} lines`} of yours`;
    const keys = envFiles.filter((file) => file !== what);
    const more = keys.length > LISTED ? [`${keys.length - LISTED} more`] : [];
    const names = [...keys.slice(0, LISTED), ...more].join(', ');
    const readable = files - unreadable.length;
    const closed = `the contents of ${unreadable.join(', ')}, which you may not read`;
    const known = [
      ...(readable > 0 || unreadable.length === 0 ? [`${countFiles(readable)}, ${formatBytes(bytes)}`] : []),
      ...(unreadable.length > 0 ? [closed] : []),
    ];
    return `${what}: ${known.join(', and ')}${names === '' ? '' : ` (${names})`}`;
  });
  const rest = sorted.slice(shown.length);
  if (rest.length === 0) return lines;
  const sum = (of: (one: IgnoredFiles) => number): number => rest.reduce((total, one) => total + of(one), 0);
  return [
    ...lines,
    `and ${rest.length} more: ${countFiles(sum(({ files }) => files))}, ${formatBytes(sum(({ bytes }) => bytes))}`,
  ];
}

function countFiles(files: number): string {
  return files === 1 ? '1 file' : `${files} files`;
}

/**
 * @param changed what is true of all else when it refuses: `Nothing was changed.`
 * @throws CodedError `IGNORED_AT_RISK`, with what would be lost
 */
export function assertNoIgnored(
  { path, ...instance }: Pick<Instance, 'id' | 'path' | 'kind'>,
  ignored: readonly IgnoredFiles[],
  { changed, keepWorktree = false }: { readonly changed: string; readonly keepWorktree?: boolean | undefined },
): void {
  if (ignored.length === 0) return;
  const others = ignored.filter(({ ownLines }) => ownLines === undefined);
  const files = others.reduce((sum, each) => sum + each.files, 0);
  const held = [
    ...(others.length < ignored.length ? [`your own lines in ${ENV_FILE}`] : []),
    ...(files > 0 ? [`${files === 1 ? 'a file' : `${files} files`} that git ignores and nothing rebuilds`] : []),
  ];
  const command = destroyCommand(instance);
  const again = keepWorktree ? `${command} --keep-worktree` : command;
  const discard =
    instance.kind.name === 'sandbox'
      ? `then discard the rest: ${again} --discard-ignored`
      : `then run the command again: ${again}`;
  // A directory that is kept loses its `.env.sandbox` all the same, and the setting is about names of files.
  const waysOut = [
    `Or keep the directory: ${command} --keep-worktree`,
    'To mark a name as rebuildable: git config --add ktrdr.rebuildable <name>',
  ];
  throw new CodedError(`${path} holds ${held.join(', and ')}`, {
    code: 'IGNORED_AT_RISK',
    detail: listIgnored(ignored).join('\n'),
    hint: [`${changed} Copy what you need, ${discard}`, ...(files > 0 ? waysOut : [])].join('. '),
  });
}
