import { lstat, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { CodedError, hasCode } from '@ktrdr/errors';
import { SETTINGS } from '../create/settings.ts';
import { isEnvFile } from '../env-file/env-file.ts';
import { formatBytes } from '../format-bytes.ts';
import { askGit, type GitOptions, runGit } from '../git/run-git.ts';
import type { Instance } from '../instance.ts';
import { REBUILDABLE } from './rebuildable.ts';

/** Files that git ignores, that nothing makes again, and that would go with a worktree; in one of its top directories, or one file there. */
export interface IgnoredFiles {
  /** `output/`, `.env` */
  readonly what: string;
  readonly files: number;
  readonly bytes: number;
  /** Those that are called like files of keys: `.env`, `config/.env.local`. */
  readonly envFiles: readonly string[];
}

const LOOK = { ownSession: true } as const;
const CALLED_LIKE_KEYS = /^\.env|\.env(?:\.|$)/;

export interface IgnoredFilesOptions {
  /** The git directory of this worktree alone. */
  readonly adminDirectory: string;
  /** Whether a file that git ignores is one that we made ourselves. */
  readonly isOurs: (file: string) => Promise<boolean>;
}

/**
 * What git ignores in a worktree, but for what is rebuilt or worthless. Follows no link.
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function ignoredFiles(
  path: string,
  git: GitOptions,
  { adminDirectory, isOurs }: IgnoredFilesOptions,
): Promise<IgnoredFiles[]> {
  const doing = `look for files that git ignores in ${path}`;
  const at = [
    `--git-dir=${adminDirectory}`,
    `--work-tree=${path}`,
    '--no-optional-locks',
    '-c',
    'core.fsmonitor=false',
  ];
  const status = ['status', '--porcelain', '-z', '--untracked-files=all', '--ignored=matching', '--no-renames'];
  const listed = await askGit(git, path, { doing, args: [...at, ...status], options: LOOK });
  const roots = listed.split('\0').flatMap((entry) => (entry.startsWith('!! ') ? [entry.slice(3)] : []));
  const isRebuildable = matcher([...REBUILDABLE, ...(await ownNames(git, adminDirectory))]);
  const groups = new Map<string, IgnoredFiles>();
  for (const root of roots) {
    for await (const { file, bytes } of filesIn(path, root.replace(/\/$/, ''), isRebuildable)) {
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
      });
    }
  }
  return [...groups.values()];
}

/** What the user has said that is made again, for this repository or for all. */
async function ownNames(git: GitOptions, directory: string): Promise<string[]> {
  const args = ['config', '--get-all', 'ktrdr.rebuildable'];
  const { exitCode, stdout } = await runGit(git, directory, [`--git-dir=${directory}`, ...args], LOOK);
  // 1: there is none. Source: git-config(1)
  if (exitCode === 0 || exitCode === 1) return stdout.split('\n').filter((name) => name !== '');
  return await askGit(git, directory, {
    doing: 'read ktrdr.rebuildable',
    args: [`--git-dir=${directory}`, ...args],
  }).then(() => []);
}

function matcher(names: readonly string[]): (name: string) => boolean {
  const patterns = names.map((name) => {
    const parts = name.replace(/\/$/, '').split('*');
    return new RegExp(`^${parts.map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)).join('.*')}$`);
  });
  return (name) => patterns.some((pattern) => pattern.test(name));
}

async function* filesIn(
  path: string,
  relative: string,
  isRebuildable: (name: string) => boolean,
): AsyncGenerator<{ file: string; bytes: number }> {
  if (relative.split(sep).some((name) => isRebuildable(name))) return;
  const stats = await lstat(join(path, relative)).catch(gone);
  if (stats === undefined || stats.isSymbolicLink()) return;
  if (!stats.isDirectory()) return yield { file: relative, bytes: stats.size };
  const names = await readdir(join(path, relative)).catch((error: unknown) => {
    // What we may not look into is something all the same.
    if (hasCode(error, 'EACCES')) return undefined;
    return gone(error) ?? [];
  });
  if (names === undefined) return yield { file: join(relative, '(not readable)'), bytes: 0 };
  for (const name of names) yield* filesIn(path, join(relative, name), isRebuildable);
}

function gone(error: unknown): undefined {
  if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
  throw error;
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
  const lines = shown.map(({ what, files, bytes, envFiles }) => {
    const keys = envFiles.filter((file) => file !== what);
    const more = keys.length > LISTED ? [`${keys.length - LISTED} more`] : [];
    const names = [...keys.slice(0, LISTED), ...more].join(', ');
    return `${what}: ${countFiles(files)}, ${formatBytes(bytes)}${names === '' ? '' : ` (${names})`}`;
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

/** @throws CodedError `IGNORED_AT_RISK`, with what would be lost */
export function assertNoIgnored({ id, path }: Instance, ignored: readonly IgnoredFiles[], changed: string): void {
  if (ignored.length === 0) return;
  const files = ignored.reduce((sum, each) => sum + each.files, 0);
  throw new CodedError(
    `${path} holds ${files === 1 ? 'a file' : `${files} files`} that git ignores and nothing makes again`,
    {
      code: 'IGNORED_AT_RISK',
      detail: listIgnored(ignored).join('\n'),
      hint:
        `${changed} Copy what you need. Then let it go: ktrdr sandbox destroy --name ${id} --discard-ignored. Or keep the directory: ` +
        `ktrdr sandbox destroy --name ${id} --keep-worktree. To say that something is made again: git config --add ktrdr.rebuildable <name>`,
    },
  );
}
