import { join } from 'node:path';
import { CodedError } from '@ktrdr/errors';
import { destroyCommand } from '../core/destroy-command.ts';
import type { Context } from '../core/context.ts';
import { type DirectoryIdentity, directoryIdentity, isSameDirectory } from '../core/directory-identity.ts';
import type { Instance } from '../core/instance.ts';
import { cameSince } from '../entries/came-since.ts';
import type { SeenEntries } from '../entries/entry-key.ts';
import { seeEntries, seeEntriesForLater } from '../entries/see-entries.ts';
import { AFTERWARDS } from './afterwards.ts';
import { choosePlace } from './choose-place.ts';
import type { DestroyOptions } from './destroy-instance.ts';
import { readJournal, writeJournal } from '../journals/destroy-journal.ts';
import { assertNoIgnored, cameToIgnored, type IgnoredFiles, type NamedFiles } from './ignored-files.ts';
import { assertNothingLost } from '../git/list-work.ts';
import { runGit } from '../git/run-git.ts';
import type { WorkItem } from '../git/work-at-risk.ts';
import { moveAside, moveBack } from '../entries/move-aside.ts';
import { planWorktree } from './plan-destroy.ts';
import type { PlacePlan, WorktreeEntry } from './plan-place.ts';
import { asideName, type RemoveWorktreeOptions } from './remove-worktree.ts';

export interface TakeAsideOptions extends Omit<DestroyOptions, 'confirm'> {
  /** The worktree that was planned to go, and the directory that was looked at then. */
  readonly entry: WorktreeEntry;
  readonly identity: DirectoryIdentity | undefined;
  /** What git ignores there, as it was shown. */
  readonly shown: { readonly ignored: readonly IgnoredFiles[]; readonly named: NamedFiles };
}

const GONE = 'It appeared while the command ran: containers and volumes are gone, the directory is unchanged.';
const IGNORED_SINCE =
  'It appeared, or was changed, while the command ran: containers and volumes are gone, the directory is unchanged.';
const BEGUN =
  'It appeared, or was changed, after an earlier destroy checked the directory; what that destroy left of it is unchanged.';

const NOTHING_SEEN = { seen: new Set<string>(), lasting: new Set<string>() };

/**
 * Looks at a worktree for the last time, and moves it to where nothing can be put in its place or into it. The repository's lock must be
 * held, so that nothing is waited for between the look and the move.
 *
 * @throws CodedError `WORK_AT_RISK`, `INSTANCE_CHANGED`, `NOT_EMPTY`, `JOURNAL_UNREADABLE`; the directory is as it was then
 */
export async function takeAside(
  context: Context,
  instance: Instance,
  options: TakeAsideOptions,
): Promise<RemoveWorktreeOptions> {
  const force = options.force === true;
  const journal = await readJournal(context, instance, AFTERWARDS);
  const { place, identity } = await choosePlace(context, instance, { ...options, journal });
  if (place.kind !== 'remove-worktree' || !isAsPlanned({ place, identity }, options)) throw changedMeanwhile(instance);
  // First: what comes while it is judged has come since.
  const [{ seen, lasting }, seenByGit] =
    place.begun || identity === undefined
      ? [NOTHING_SEEN, NOTHING_SEEN.seen]
      : await Promise.all([seeEntriesForLater(instance.path), seeEntries(place.entry.adminDirectory)]);
  const staged = await stagedIn(context, place.entry);
  const { work, ignored, named, survey } = await planWorktree(context, instance, {
    place,
    journal,
    force,
    changed: AFTERWARDS,
  });
  if (!force) {
    assertNothingLost({ id: instance.id, path: place.at }, work.lost, place.begun ? BEGUN : GONE);
  }
  if (!force && options.ignored !== 'discard')
    assertNoIgnored(instance, cameToIgnored({ ignored, named }, options.shown), { changed: IGNORED_SINCE });
  const image = journal?.image;
  if (place.begun || identity === undefined) {
    const left = force ? undefined : new Set(journal?.removing?.seen);
    // They may be open by now.
    const unreadable = journal?.removing?.unreadable ?? [];
    return { entry: place.entry, aside: place.at, image, survey: { ...survey, unreadable }, seen: left, force };
  }

  const { entry } = place;
  const aside = asideName(instance.path);
  const { commonDirectory, adminDirectory } = entry;
  const administration = await directoryIdentity(adminDirectory);
  const unreadable = [...survey.unreadable];
  const removing = {
    commonDirectory,
    adminDirectory,
    administration,
    ...identity,
    aside,
    seen: [...lasting],
    unreadable,
  };
  await writeJournal(context, instance, { ...journal, removing });
  await moveAside(instance.path, { to: aside, identity });
  const came = force ? [] : await cameSince(aside, seen, unreadable);
  // What is staged, a rebase or somebody's lock is not in the directory.
  const cameToGit = force ? [] : await cameToAdministration(context, entry, { seen: seenByGit, staged });
  if (came.length > 0 || cameToGit.length > 0) {
    await moveBack(aside, instance.path);
    await writeJournal(context, instance, { ...journal, removing: undefined });
    assertNothingLost(instance, came, GONE);
    throw usedMeanwhile(instance, { adminDirectory, came: cameToGit });
  }
  return { entry: { ...entry, administration }, aside, image, survey, seen, force };
}

/** What has come to git's part of the worktree, but for what editors and prompts do there by themselves. */
async function cameToAdministration(
  context: Context,
  entry: WorktreeEntry,
  { seen, staged }: { readonly seen: SeenEntries; readonly staged: string | undefined },
): Promise<WorkItem[]> {
  const came = await cameSince(entry.adminDirectory, seen);
  // `git status` writes the index anew, with the same in it; what was fetched is where it was fetched from.
  const isRefreshed = staged !== undefined && staged === (await stagedIn(context, entry));
  return came.filter(({ what }) => what !== 'FETCH_HEAD' && !(what === 'index' && isRefreshed));
}

/** All that is in the index; undefined where git does not tell. */
async function stagedIn(
  context: Context,
  { adminDirectory, commonDirectory }: WorktreeEntry,
): Promise<string | undefined> {
  const args = ['--git-dir', adminDirectory, 'ls-files', '--stage', '-z'];
  const { exitCode, stdout } = await runGit(context, commonDirectory, args);
  return exitCode === 0 ? stdout : undefined;
}

function isAsPlanned(
  {
    place,
    identity,
  }: { place: Extract<PlacePlan, { kind: 'remove-worktree' }>; identity: DirectoryIdentity | undefined },
  planned: Pick<TakeAsideOptions, 'entry' | 'identity'>,
): boolean {
  if (place.entry.adminDirectory !== planned.entry.adminDirectory) return false;
  return planned.identity === undefined ? identity === undefined : isSameDirectory(planned.identity, identity);
}

function usedMeanwhile(
  instance: Instance,
  { adminDirectory, came }: { readonly adminDirectory: string; readonly came: readonly WorkItem[] },
): CodedError {
  return new CodedError(`Somebody used git in ${instance.path} while the command ran`, {
    code: 'INSTANCE_CHANGED',
    detail: came.map(({ what }) => `changed: ${join(adminDirectory, what)}`).join('\n'),
    hint: `${AFTERWARDS} Check what was done there (git status; git worktree list --verbose), then run the command again: ${destroyCommand(instance)}`,
  });
}

function changedMeanwhile(instance: Instance): CodedError {
  return new CodedError(`${instance.path} changed while containers were removed; the directory was not touched`, {
    code: 'INSTANCE_CHANGED',
    hint: `Check what is there now, then run the command again: ${destroyCommand(instance)}`,
  });
}
