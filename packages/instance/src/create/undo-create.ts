import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { CodedError, hasCode, messageOf, quoteArgument } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { mountsBelow } from '../entries/mounts-below.ts';
import { moveAside, moveBack } from '../entries/move-aside.ts';
import { borrowersOf } from '../git/borrowers.ts';
import { isWholeAdministration } from '../git/is-whole-administration.ts';
import { gitDirectoryNamedBy, listWorktrees } from '../git/list-worktrees.ts';
import { movedBeside } from '../git/moved-beside.ts';
import { passingCommits } from '../git/passing-commits.ts';
import { workKeptByGit } from '../git/work-at-risk.ts';
import { UNDISTURBED, undisturbed } from '../git/undisturbed.ts';
import { withRepositoryLock } from '../git/with-repository-lock.ts';
import { type CreateJournal, removeJournal } from '../journals/create-journal.ts';
import { usedPlaces } from '../places/used-places.ts';
import { removeVolumeRecord } from '../volumes/volume-record.ts';
import { isWithin } from '../core/is-within.ts';
import { removeMaker } from '../core/maker-record.ts';
import { forgetPostCreate } from '../hooks/owed-hook.ts';
import { seeEntries } from '../entries/see-entries.ts';
import { isThere, statsAt } from '../core/stats-at.ts';
import { findMovedWorktree, findWorktree, firstLine, type MadeWorktree, removeRemains } from './find-worktree.ts';
import { foreignFiles, foreignWork } from './foreign-work.ts';
import { isItsRepository } from './is-its-repository.ts';
import { isMade } from './is-made.ts';
import { isSealed } from './is-sealed.ts';
import { fillAnew, makeWhole } from './make-whole.ts';
import { notRemoved, removeAside } from './remove-aside.ts';
import { judgeMadeBranch, type MadeBranch, removeMadeBranch } from './remove-made-branch.ts';

/** What became of an unfinished create. */
export type Undone =
  | ({ readonly kind: 'undone' } & Removal)
  /** Somebody works in its worktree; nothing was removed. */
  | { readonly kind: 'kept'; readonly work: readonly string[] };

/** What of it has gone, and what stays that has its names, each with the reason. */
export interface Removal {
  readonly removed: readonly string[];
  readonly stays: readonly string[];
  /** What becomes of the branch that it has made, and why. */
  readonly branch: MadeBranch;
  /** Whether its directory goes, and not only what git and the registry have of it. */
  readonly takesDirectory: boolean;
}

/** How what has been made is looked at. */
export interface Looking {
  /** Whether the Engine is asked who uses the directory; not by the create itself whose questions Ctrl-C has ended. @default true */
  readonly asksEngine?: boolean;
  /** What is not known of other instances is taken for nothing. @default false */
  readonly force?: boolean;
}

/**
 * Undoes what a create has made that did not come to its end: the worktree, the branch, and last the registry's entry. Only
 * what is provably its own, and nothing once somebody has put work there. The operation's lock must be held.
 *
 * @throws CodedError `REPOSITORY_MISSING`, `REPOSITORY_BUSY`, and of git and the registry; the journal stays then
 */
export async function undoCreate(context: Context, journal: CreateJournal, looking: Looking = {}): Promise<Undone> {
  return await undoMade(context, journal, {
    ...looking,
    settle: async () => {
      return await forget(context, journal);
    },
  });
}

/** The same, but for the registry's entry and the journal. */
export async function undoMade(
  context: Context,
  journal: CreateJournal,
  { settle, ...looking }: Looking & { readonly settle?: () => Promise<readonly string[]> } = {},
): Promise<Undone> {
  const { commonDirectory } = journal;
  if (await isSealed(journal)) return { kind: 'kept', work: ['all of it was made'] };
  if (!(await isItsRepository(journal))) throw await repositoryMissing(journal);
  return await withRepositoryLock(context, commonDirectory, async (descriptor) => {
    const options = { ...UNDISTURBED, descriptors: [descriptor] };
    const worktree = await removeWorktree(context, journal, looking);
    if (worktree.kind === 'kept') return worktree;
    const branch = await removeMadeBranch(context, journal, options);
    const settled = (await settle?.()) ?? [];
    const removal = removalOf(worktree, { journal, branch });
    return { kind: 'undone', ...removal, removed: [...removal.removed, ...settled] };
  });
}

/** What an undo is going to do with what nobody works in. Changes nothing. */
export async function foreseeUndo(context: Context, journal: CreateJournal): Promise<Removal> {
  const { path } = journal;
  const made = await findWorktree(journal);
  const isOurs = (await isMade(journal, path)) || (await isMade(journal, asideOf(journal)));
  const branch = await judgeMadeBranch(context, journal, made?.administration);
  const isEmpty = journal.directory === undefined && (await readdir(path).catch(() => ['?'])).length === 0;
  const isAnothers = !isOurs && !isEmpty && (await isThere(path));
  return removalOf(ofWorktree(path, { isOurs, made, isAnothers }), { journal, branch });
}

function removalOf(
  { removed, stays, takesDirectory }: WorktreeRemoval,
  { journal: { branch: made }, branch }: { readonly journal: CreateJournal; readonly branch: MadeBranch },
): Removal {
  const name = `branch ${made.name}`;
  return {
    removed: branch.kind === 'goes' ? [...removed, name] : removed,
    stays: branch.kind === 'stays' ? [...stays, `${name} (${branch.reason})`] : stays,
    branch,
    takesDirectory,
  };
}

type WorktreeRemoval = Omit<Removal, 'branch'>;

/** @param found.isOurs whether its directory is still there, or was until now */
function ofWorktree(
  path: string,
  found: { readonly isOurs: boolean; readonly made: MadeWorktree | undefined; readonly isAnothers: boolean },
): WorktreeRemoval {
  const { isOurs, made, isAnothers } = found;
  const removed = isOurs ? [`worktree ${path}`] : made === undefined ? [] : [`git's record of worktree ${path}`];
  const stays = isAnothers ? [`${path} (not the directory that this create made)`] : [];
  return { removed, stays, takesDirectory: isOurs };
}

/**
 * Undoes a create that has made nothing in the repository yet. The operation's lock must be held.
 *
 * @throws CodedError of the registry; the journal stays then
 */
export async function undoClaim(context: Context, journal: CreateJournal): Promise<Undone> {
  const removed = await forget(context, journal);
  return { kind: 'undone', removed, stays: [], branch: { kind: 'none' }, takesDirectory: false };
}

type WorktreeUndone = ({ readonly kind: 'undone' } & WorktreeRemoval) | Exclude<Undone, { kind: 'undone' }>;

async function removeWorktree(context: Context, journal: CreateJournal, looking: Looking): Promise<WorktreeUndone> {
  const { path } = journal;
  const aside = asideOf(journal);
  // An undo that was killed had moved it there: it is looked at where it belongs, as git knows it.
  if (await isMade(journal, aside)) await moveBack(aside, path, LACKS);
  const isOurs = await isMade(journal, path);
  // First: what comes while it is judged has come since.
  const seen = isOurs ? await seeEntries(path) : new Set<string>();
  const work = await workIn(context, journal, looking);
  const made = await findWorktree(journal);
  if (work.length > 0) return await keep(context, journal, { made, work });
  if (isOurs && journal.directory !== undefined) {
    await moveAside(path, { to: aside, identity: journal.directory });
    const came = await removeAside(aside, seen);
    if (came.length > 0) {
      await moveBack(aside, path, LACKS);
      return await keep(context, journal, { made, work: came.map(({ what }) => what) });
    }
  } else if (journal.directory === undefined) {
    // It was made at most, and nothing in it. What is in it now is somebody's, and stays.
    await rmdir(path).catch((error: unknown) => {
      if (!['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST'].some((code) => hasCode(error, code))) throw error;
    });
  }
  if (made === undefined) await removeRemains(journal);
  // All that was the create's has gone from there.
  const undone = { kind: 'undone', ...ofWorktree(path, { isOurs, made, isAnothers: await isThere(path) }) } as const;
  if (made === undefined) return undone;
  // Whoever stood in it could go on with git until its `.git` was removed.
  const late = await keptByGit(context, journal, made);
  if (late.length > 0) {
    // Where something else has taken its place, what git keeps of it is there all the same.
    if (isOurs && (await isMadeAnew(context, path))) await fillAnew(context, path, made);
    return { kind: 'kept', work: late };
  }
  // Not by a command of git's, which would delete what has taken the directory's place meanwhile.
  await rm(made.administration, { recursive: true, force: true }).catch((cause: unknown) => {
    throw notRemoved(made.administration, messageOf(cause), cause);
  });
  return undone;
}

/** A directory that git knows nothing of any more is no sandbox: it is left to whoever works there. */
async function keep(
  context: Context,
  journal: CreateJournal,
  { made, work }: { readonly made: MadeWorktree | undefined; readonly work: readonly string[] },
): Promise<WorktreeUndone> {
  const { path } = journal;
  const why = `git has no record of it, and this is not the create's: ${work.slice(0, 3).join(', ')}`;
  if (made === undefined && (await findMovedWorktree(journal)) !== undefined) return { kind: 'kept', work };
  if (made === undefined) return { kind: 'undone', removed: [], stays: [`${path} (${why})`], takesDirectory: false };
  if (await isMade(journal, path)) await makeWhole(context, path, made);
  return { kind: 'kept', work };
}

/** Makes the directory again. Where that fails, what git keeps is to be told of all the same. */
async function isMadeAnew({ report }: Context, path: string): Promise<boolean> {
  return await mkdir(path).then(
    () => true,
    (error: unknown) => {
      if (!hasCode(error, 'EEXIST'))
        report({
          type: 'warning',
          text: `${path} was removed, and cannot be created again for the work that git keeps from it: ${messageOf(error)}. git worktree list shows its commit.`,
        });
      return false;
    },
  );
}

/** What may be gone of the directory that an undo moved aside. */
const LACKS =
  'Its .git and the files that the create had checked out may already be gone. They are checked out again once the directory is back; files that others put there are not.';

function asideOf({ path, token }: CreateJournal): string {
  return join(dirname(path), `.${basename(path)}.being-undone-${token}`);
}

/**
 * What somebody has put into what a create has made, or uses of it, and nothing else: only the directory that it made itself counts, and what git
 * keeps for the worktree.
 *
 * @returns names of files, or words; empty when nothing would be lost
 * @throws CodedError `GIT_FAILED` when git cannot tell; of `usedPlaces`
 */
export async function workIn(context: Context, journal: CreateJournal, looking: Looking = {}): Promise<string[]> {
  const made = await findWorktree(journal);
  const moved = await findMovedWorktree(journal);
  const kept = made === undefined ? [] : await workKept(context, journal, made);
  const away = moved === undefined ? [] : [`it was moved to ${moved.at}`];
  const work = [...kept, ...away, ...(await workInDirectory(context, journal, made))];
  // What stays for one reason needs no other.
  return work.length > 0 ? work : await usesOf(context, journal, { made, ...looking });
}

/** What others have in the directory, or need of it: it goes no more than a finished sandbox's would. */
async function usesOf(
  context: Context,
  journal: CreateJournal,
  { made, asksEngine = true, force = false }: Looking & { readonly made: MadeWorktree | undefined },
): Promise<string[]> {
  const { id, path, commonDirectory } = journal;
  if (!(await isMade(journal, path))) return [];
  const going = made === undefined ? [path] : [path, made.administration];
  const borrowers = await borrowersOf(commonDirectory, going);
  const worktrees = await listWorktrees(commonDirectory, undisturbed(context));
  const used = await usedPlaces(context, { id, path }, { worktrees, force, asksEngine });
  const inside = used.filter((place) => isWithin(place.path, path));
  return [
    ...borrowers.map(({ gitDirectory }) => `the repository ${gitDirectory} borrows objects from it`),
    ...new Set(inside.map((place) => `${relative(path, place.path) || '.'}: ${place.what}`)),
  ];
}

async function workInDirectory(
  context: Context,
  journal: CreateJournal,
  made: MadeWorktree | undefined,
): Promise<string[]> {
  const { path, commonDirectory } = journal;
  if (!(await isMade(journal, path))) {
    // One that was copied or mounted there is somebody's, and without what git keeps for it it would be no repository any more.
    const isKnown = made?.linked === true && (await gitDirectoryNamedBy(path)) === made.administration;
    return isKnown ? ['a copy of it is in its place'] : [];
  }
  // What is mounted there is on another disk, or somebody else's.
  const mounts = await mountsBelow(path);
  if (mounts.length > 0) return mounts.map((mount) => `${mount} (a mount)`);
  const link = await statsAt(join(path, '.git'));
  const target = /^gitdir: (.+)$/.exec((await firstLine(join(path, '.git'))) ?? '')?.[1];
  if (made?.linked === true && target !== undefined && resolve(path, target) === made.administration)
    return await foreignWork(context, journal, made.administration);
  // A repository, or a worktree that some repository knows.
  if (link !== undefined && (target === undefined || (await isThere(resolve(path, target))))) return ['a repository'];
  // git forgets a worktree that it was interrupted at, and what it had checked out may stay.
  return await foreignFiles(context, journal, { repository: commonDirectory });
}

/** Work that is in no file of the directory: what git keeps, and a directory that was moved. */
async function workKept(context: Context, journal: CreateJournal, made: MadeWorktree): Promise<string[]> {
  if (!(await canKeep(made))) return [];
  const { path } = journal;
  const kept = await keptByGit(context, journal, made);
  const at = (await isMade(journal, path)) ? undefined : await movedBeside(path, made.administration);
  // A copy in its place is told of as such.
  return [...kept, ...(at === undefined || at === path ? [] : [`it was moved to ${at}`])];
}

/** Commits and references of the worktree's own, what is staged, and operations. */
async function keptByGit(context: Context, { path }: CreateJournal, made: MadeWorktree): Promise<string[]> {
  if (!(await canKeep(made))) return [];
  const place = { path, adminDirectory: made.administration };
  const git = undisturbed(context);
  const found = [...(await workKeptByGit(place, git)), ...(await passingCommits(place, git))];
  return [...new Set(found.map(({ what }) => what))];
}

/** Where git was killed before it had said which commit this is, there is nothing that it could keep. */
async function canKeep({ administration }: MadeWorktree): Promise<boolean> {
  const head = (await firstLine(join(administration, 'HEAD'))) ?? '';
  return !/^0*$/.test(head) && (await isWholeAdministration(administration));
}

/** What is written down of it in our home goes, the journal last. */
async function forget(context: Context, journal: CreateJournal): Promise<string[]> {
  const released = await releaseClaim(context, journal);
  await removeVolumeRecord(context, journal.id);
  await removeMaker(context, journal.id);
  await forgetPostCreate(context, journal.id);
  await removeJournal(context, journal.id);
  return released;
}

async function releaseClaim(
  { registry }: Context,
  { id, path, createdAt }: Pick<CreateJournal, 'id' | 'path' | 'createdAt'>,
): Promise<string[]> {
  try {
    const released = await registry.release(id, { expected: { path, createdAt } });
    return released === undefined ? [] : [`slot ${released.slot}`];
  } catch (error) {
    // Somebody else's registration under the same id.
    if (hasCode(error, 'INSTANCE_CHANGED')) return [];
    throw error;
  }
}

async function repositoryMissing({ id, commonDirectory }: CreateJournal): Promise<CodedError> {
  const other = (await isThere(commonDirectory)) ? '; another repository is in its place' : '';
  return new CodedError(`The repository of ${id} is missing: ${commonDirectory}${other}`, {
    code: 'REPOSITORY_MISSING',
    hint: `Bring it back, and run the command again. If it is gone for good, destroy the sandbox but keep its directory: ktrdr sandbox destroy --name ${quoteArgument(id)} --keep-worktree`,
  });
}
