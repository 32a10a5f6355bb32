import { quoteArgument } from '@ktrdr/errors';
import type { DirectoryIdentity } from '../core/directory-identity.ts';
import type { GitFacts } from '../git/git-facts.ts';
import { adoptedLockReason, creatingToken, isSandboxLock } from '../git/sandbox-lock-reason.ts';
import type { ListedWorktree } from '../git/list-worktrees.ts';
import type { Instance } from '../core/instance.ts';
import type { Removal } from '../create/undo-create.ts';
import type { CreateJournal } from '../journals/create-journal.ts';
import { checkoutStanding, standingInWords } from '../checkout/checkout-standing.ts';
import { isMarkerOf } from '../checkout/is-marker-of.ts';

/** What is at the registered path now. Nothing here comes from the directory in which the command was given. */
export interface PlaceFacts {
  /** The real path of the registered path; undefined when nothing is there. */
  readonly realPath: string | undefined;
  /** What git says of it; undefined when nothing is there. */
  readonly git: GitFacts | undefined;
  /** The git directory that its `.git` leads to, where that is not there. */
  readonly absentRepository?: string | undefined;
  /** The variables of the `.env.sandbox` there; undefined without a file. */
  readonly marker: Readonly<Record<string, string>> | undefined;
  /** What the repository says whose linked worktree was registered; undefined for a clone, or when it is gone too. */
  readonly repository?: RepositoryFacts | undefined;
  /** By what the instance's own create, where that was interrupted, is known. */
  readonly token?: string | undefined;
  /** The file that would tell that, and that cannot be read. */
  readonly unreadableJournal?: string | undefined;
  /** What an earlier destroy has begun to remove, or has removed. */
  readonly begun?: BegunRemoval | undefined;
}

/** A worktree that an earlier destroy had looked at and moved aside. */
export interface BegunRemoval {
  readonly entry: WorktreeEntry;
  /** Where the rest of its directory is; undefined when nothing is left of it. */
  readonly aside: string | undefined;
  /** What is where its directory was moved to, and is not known again. */
  readonly unknown?: string | undefined;
}

/** A repository's view of the registered worktree. */
export interface RepositoryFacts {
  readonly commonDirectory: string;
  /** The worktree that it lists at the registered path, or that has our lock wherever it is, with its own git directory. */
  readonly listed: ListedWorktree | undefined;
  /** Where the directory is now, if it was moved and is seen. */
  readonly movedTo?: string | undefined;
  /** Whether its git directory holds what would be lost: commits of a detached HEAD, an operation in progress. */
  readonly holdsWork?: boolean | undefined;
}

/** A linked worktree as its repository knows it. */
export interface WorktreeEntry {
  /** Where the repository has it. */
  readonly path: string;
  readonly commonDirectory: string;
  /** `<common directory>/worktrees/<name>`: what git keeps for this worktree alone. */
  readonly adminDirectory: string;
  /** Which directory that is, where an earlier destroy has looked: git may have given the name to another worktree since. */
  readonly administration?: DirectoryIdentity | undefined;
}

/** What happens to the registered directory. Docker resources and the registry's entry go in every case. */
export type PlacePlan =
  /** Only `.env.sandbox` goes; with `unlock`, our lock that says whose the worktree was goes too. */
  | { readonly kind: 'remove-marker'; readonly unlock?: WorktreeEntry | undefined }
  /** The linked worktree that was made for the instance goes; `begun`: an earlier destroy was ended in the middle of it, and has moved it. */
  | {
      readonly kind: 'remove-worktree';
      readonly entry: WorktreeEntry;
      /** Where its files are. */
      readonly at: string;
      readonly begun: boolean;
      /** Once it is gone: something else is at the registered path by now. */
      readonly isReplaced?: boolean;
    }
  /** What a create has made of it that was interrupted goes, the branch too that it made: nobody has put anything into it. */
  | { readonly kind: 'undo-create'; readonly journal: CreateJournal; readonly undo: Removal }
  /** No file there is touched, and why. What the repository still has of our worktree is unlocked, or forgotten too. */
  | {
      readonly kind: 'leave';
      readonly reason: string;
      /** What is there is an instance of the same id that another registry has. */
      readonly isAnothers?: true;
      /** It may well be the registered worktree: the repository that would tell, its git directory being this, is not there. */
      readonly absentRepository?: string;
      /** What is where an earlier destroy has moved it, and is not that directory, as far as anybody can tell. */
      readonly unknownRemains?: string;
      readonly unlock?: WorktreeEntry | undefined;
      readonly forget?: WorktreeEntry | undefined;
      /** It holds work, and stays locked, so that git does not prune it before its directory is back. */
      readonly keep?: WorktreeEntry | undefined;
    };

/**
 * Decides what a destroy may touch at the registered path. The directory goes only if it is a linked worktree with our lock
 * and is not to be kept; of what is still the registered clone or worktree otherwise, `.env.sandbox`; of anything else nothing.
 * A missing marker is no mismatch: the real path and git's view decide.
 */
export function planPlace(
  instance: Instance,
  facts: PlaceFacts,
  { keepWorktree = false }: { readonly keepWorktree?: boolean } = {},
): PlacePlan {
  const ours = ourEntry(instance, facts.repository);
  const adopted = adoptedEntry(instance, facts.repository);
  const { realPath, git, marker, begun } = facts;
  if (begun?.aside !== undefined) return planBegun(begun.entry, begun.aside, { ours, keepWorktree });
  if (begun?.unknown !== undefined) {
    const reason = `${begun.unknown} is no longer the directory that an earlier destroy moved there`;
    return { kind: 'leave', reason, unlock: ours, unknownRemains: begun.unknown };
  }
  if (realPath === undefined) return planGone(instance, facts, { ours, adopted });
  const leave = (reason: string): PlacePlan =>
    // What was there before is gone: nobody can come back to what git keeps of it.
    begun === undefined
      ? { kind: 'leave', reason, unlock: ours ?? adopted }
      : { kind: 'leave', reason, forget: begun.entry };
  if (realPath !== instance.path) return leave(`${instance.path} now leads to ${realPath}`);
  const owner = marker?.['INSTANCE_ID'];
  if (marker !== undefined && owner !== instance.id)
    return leave(`its .env.sandbox says that ${instance.path} now belongs to ${owner ?? 'something else'}`);
  // Its lock, which is called the same, is the other's too.
  const ofAnother = (says: string, journal?: string): PlacePlan => ({
    kind: 'leave',
    reason:
      journal === undefined
        ? `${says} says that ${instance.path} now belongs to another ${instance.id}, registered elsewhere`
        : `${says} says that a create was interrupted at ${instance.path}, and ${journal}, which would tell whether it made this instance, cannot be read (to unlock the worktree: git worktree unlock ${quoteArgument(instance.path)})`,
    isAnothers: true,
  });
  if (marker !== undefined && !isMarkerOf(instance, marker)) return ofAnother('its .env.sandbox');
  if (isBeingMadeByAnother(instance, facts)) return ofAnother("git's lock", facts.unreadableJournal);
  const { absentRepository } = facts;
  if (absentRepository !== undefined && begun === undefined && instance.record.isWorktree) {
    const back = `to unlock the worktree once the repository is back: git worktree unlock ${quoteArgument(instance.path)}`;
    const reason = `${instance.path} is a worktree of a missing repository: ${absentRepository} (${back})`;
    return { kind: 'leave', reason, absentRepository };
  }
  const standing = checkoutStanding(instance, { git, repository: facts.repository });
  if (standing !== 'as-registered') return leave(`${instance.path} ${standingInWords(instance, standing)}`);
  if (ours === undefined || ours.path !== instance.path) return { kind: 'remove-marker', unlock: adopted };
  return keepWorktree
    ? { kind: 'remove-marker', unlock: ours }
    : { kind: 'remove-worktree', entry: ours, at: instance.path, begun: false };
}

/** Whether a create is at work there that is not the instance's own. */
function isBeingMadeByAnother({ id, createdAt }: Instance, { repository, marker, token }: PlaceFacts): boolean {
  const creating = creatingToken(repository?.listed?.lockReason, id);
  return creating !== undefined && creating !== token && marker?.['CREATED_AT'] !== createdAt;
}

function planBegun(
  entry: WorktreeEntry,
  aside: string,
  { ours, keepWorktree }: { ours: WorktreeEntry | undefined; keepWorktree: boolean },
): PlacePlan {
  if (!keepWorktree) return { kind: 'remove-worktree', entry, at: aside, begun: true };
  return { kind: 'leave', reason: `what an earlier destroy left of it is at ${aside}`, unlock: ours };
}

function planGone(
  { path }: Instance,
  { repository, begun }: PlaceFacts,
  { ours, adopted }: { readonly ours: WorktreeEntry | undefined; readonly adopted: WorktreeEntry | undefined },
): PlacePlan {
  const reason = `${path} no longer exists`;
  const movedTo = repository?.movedTo;
  if (begun !== undefined)
    return { kind: 'leave', reason: `an earlier destroy has removed ${path}`, forget: begun.entry };
  if (movedTo !== undefined)
    return { kind: 'leave', reason: `${reason}; it was moved to ${movedTo}`, unlock: ours ?? adopted };
  // What becomes of it is up to who made it.
  if (adopted !== undefined) return { kind: 'leave', reason, unlock: adopted };
  if (repository?.holdsWork === true) {
    return {
      kind: 'leave',
      reason: `${reason}, but git keeps work from it that exists nowhere else (git worktree list)`,
      keep: ours,
    };
  }
  return { kind: 'leave', reason, forget: ours };
}

/** The worktree that was made for the instance: git's lock says so. Anything else was adopted. */
function ourEntry({ id }: Instance, repository: RepositoryFacts | undefined): WorktreeEntry | undefined {
  return isSandboxLock(repository?.listed?.lockReason, id) ? entryOf(repository) : undefined;
}

/** The worktree that was adopted, and locked for as long as it is registered. Its files are its owner's. */
function adoptedEntry({ id }: Instance, repository: RepositoryFacts | undefined): WorktreeEntry | undefined {
  return repository?.listed?.lockReason === adoptedLockReason(id) ? entryOf(repository) : undefined;
}

function entryOf(repository: RepositoryFacts | undefined): WorktreeEntry | undefined {
  if (repository?.listed === undefined) return undefined;
  const { commonDirectory, listed } = repository;
  return { path: listed.path, commonDirectory, adminDirectory: listed.adminDirectory };
}
