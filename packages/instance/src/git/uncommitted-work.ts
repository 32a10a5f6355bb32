import { createHash } from 'node:crypto';
import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import { isThere, statsAt } from '../core/stats-at.ts';
import { isMangled } from '../core/byte-path.ts';
import { type Checkout, GITLINK, type IndexEntry } from './checkouts-in.ts';
import { hidingNothing, type WorkPlace } from './hiding-nothing.ts';
import { portionsOf } from './portions-of.ts';
import { askGit, type GitOptions, gitFailed, runGit } from './run-git.ts';
import { unreadableDirectories } from './unreadable-directories.ts';
import type { WorkItem } from './work-at-risk.ts';

/**
 * What was changed in a checkout, or is new in it, whatever git was told to pass over. Paths are relative to the worktree. Of its
 * submodules only which commit they are at; they are checkouts of their own.
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function uncommittedWork(checkout: Checkout, options: GitOptions): Promise<WorkItem[]> {
  const { place, name, others } = checkout;
  const items = [...(await changes(place, options)), ...(await hiddenChanges(checkout, options))];
  for (const other of others) items.push(...(await inPlaceOfSubmodule(place.path, other.name)));
  return name === '' ? items : items.map(({ kind, what }) => ({ kind, what: `${name}/${what}` }));
}

/** Of submodules `dirty` passes over what was not committed in them, whatever is configured, and no commit. */
const STATUS = ['status', '--porcelain', '-z', '--untracked-files=all', '--ignore-submodules=dirty', '--no-renames'];

async function changes(place: WorkPlace, options: GitOptions): Promise<WorkItem[]> {
  const { path } = place;
  const result = await runGit(options, path, [...(await hidingNothing(place)), ...STATUS]);
  if (result.exitCode !== 0) throw gitFailed(`look for work in ${path}`, result);
  const items = result.stdout
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry): WorkItem => ({ kind: entry.startsWith('??') ? 'untracked' : 'change', what: entry.slice(3) }));
  return [...items, ...unreadableDirectories(result.stderr).map((what): WorkItem => ({ kind: 'unreadable', what }))];
}

/** What git was told not to look at, and what differs from the index all the same. */
async function hiddenChanges({ place, index }: Checkout, options: GitOptions): Promise<WorkItem[]> {
  const items: WorkItem[] = [];
  const files: IndexEntry[] = [];
  for (const entry of index.filter(({ isPassedOver }) => isPassedOver)) {
    const state = await compare(place.path, entry, options);
    if (state === 'to-be-read') files.push(entry);
    else if (state !== 'same') items.push({ kind: state, what: entry.name });
  }
  const leading = await hidingNothing(place);
  for (const some of portionsOf(files)) {
    const objects = await askGit(options, place.path, {
      doing: `look for hidden changes in ${place.path}`,
      args: [...leading, 'hash-object', '--', ...some.map(({ name }) => name)],
    });
    const found = objects.split('\n');
    const changed = some.filter(({ object }, at) => found[at] !== object);
    items.push(...changed.map(({ name }): WorkItem => ({ kind: 'hidden-change', what: name })));
  }
  return items;
}

type State = 'same' | 'to-be-read' | 'hidden-change' | 'unreadable';

async function compare(directory: string, { name, mode, object }: IndexEntry, options: GitOptions): Promise<State> {
  const path = join(directory, name);
  const stats = await statsAt(path);
  // Missing is what a sparse checkout is about; a name that is not UTF-8 only seems to be.
  if (stats === undefined) return isMangled(name) ? 'unreadable' : 'same';
  if (mode === GITLINK) return stats.isDirectory() ? await compareSubmodule(path, object, options) : 'hidden-change';
  if (stats.isFile()) return 'to-be-read';
  if (mode !== '120000' || !stats.isSymbolicLink()) return 'hidden-change';
  return hashOfLink(await readlink(path, { encoding: 'buffer' }), object.length) === object ? 'same' : 'hidden-change';
}

async function compareSubmodule(path: string, object: string, options: GitOptions): Promise<State> {
  // Without a repository it is at no commit, and what lies there is looked at in any case.
  if (!(await isThere(join(path, '.git')))) return 'same';
  const head = await askGit(options, path, { doing: `read the HEAD of ${path}`, args: ['rev-parse', 'HEAD'] });
  return head.trim() === object ? 'same' : 'hidden-change';
}

/** Source: gitformat-pack(5) and gitglossary(7), "object name": the hash of `blob <size>\0<content>` */
function hashOfLink(target: Buffer, length: number): string {
  const hash = createHash(length === 40 ? 'sha1' : 'sha256');
  return hash.update(`blob ${target.length}\0`).update(target).digest('hex');
}

/** What lies where git has a submodule that was not checked out there: git status does not look. */
async function inPlaceOfSubmodule(directory: string, name: string): Promise<WorkItem[]> {
  const path = join(directory, name);
  const stats = await statsAt(path);
  if (stats === undefined) return isMangled(name) ? [{ kind: 'unreadable', what: name }] : [];
  // Anything else is a change of its kind, and seen.
  if (!stats.isDirectory()) return [];
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    if (hasCode(error, 'EACCES')) return undefined;
    throw error;
  });
  if (entries === undefined) return [{ kind: 'unreadable', what: `${name}/` }];
  if (entries.some((entry) => entry.name === '.git')) return [{ kind: 'repository', what: `${name}/` }];
  return entries.map((entry) => ({
    kind: 'untracked',
    what: `${name}/${entry.name}${entry.isDirectory() ? '/' : ''}`,
  }));
}
