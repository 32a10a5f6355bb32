import type { GitFacts } from '../git/git-facts.ts';
import { isKtrdr } from '../git/is-ktrdr.ts';
import { sandboxLockReason } from '../git/sandbox-lock-reason.ts';
import type { Worktree } from '../git/worktree-list.ts';
import type { Instance } from '../instance.ts';

/** What is at the registered path now. Nothing here comes from the directory in which the command was given. */
export interface PlaceFacts {
  /** The real path of the registered path; undefined when nothing is there. */
  readonly realPath: string | undefined;
  /** What git says of it; undefined when nothing is there. */
  readonly git: GitFacts | undefined;
  /** `INSTANCE_ID` of the `.env.sandbox` there: undefined without a file, null for a file without an id. */
  readonly markerId: string | null | undefined;
  /** What the repository says whose linked worktree was registered; undefined for a clone, or when it is gone too. */
  readonly repository?: RepositoryFacts | undefined;
  /** What an earlier destroy wrote down before it began to remove exactly what is there now, or has removed. */
  readonly begun?: WorktreeEntry | undefined;
}

/** A repository's view of the registered worktree. */
export interface RepositoryFacts {
  readonly commonDirectory: string;
  /** The worktree that it lists at the registered path, or that has our lock wherever it is, with its own git directory. */
  readonly listed: (Pick<Worktree, 'path' | 'lockReason'> & Pick<WorktreeEntry, 'adminDirectory'>) | undefined;
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
}

/** What happens to the registered directory. Docker resources and the registry's entry go in every case. */
export type PlacePlan =
  /** Only `.env.sandbox` goes; with `unlock`, git's lock that says whose the worktree was goes too. */
  | { readonly kind: 'remove-marker'; readonly unlock?: WorktreeEntry | undefined }
  /** The linked worktree that was made for the instance goes; `begun`: an earlier destroy was ended in the middle of it. */
  | { readonly kind: 'remove-worktree'; readonly entry: WorktreeEntry; readonly begun: boolean }
  /** No file there is touched, and why. What the repository still has of our worktree is unlocked, or forgotten too. */
  | {
      readonly kind: 'leave';
      readonly reason: string;
      readonly unlock?: WorktreeEntry | undefined;
      readonly forget?: WorktreeEntry | undefined;
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
  const { realPath, git, markerId, begun } = facts;
  if (realPath === undefined) return planGone(instance, facts, ours);
  if (realPath !== instance.path) return leave(`${instance.path} now leads to ${realPath}`, ours);
  if (markerId !== undefined && markerId !== instance.id) {
    return leave(`${instance.path} now belongs to ${markerId ?? 'something else'}, says its .env.sandbox`, ours);
  }
  if (begun !== undefined) {
    return keepWorktree
      ? { kind: 'remove-marker', unlock: ours }
      : { kind: 'remove-worktree', entry: begun, begun: true };
  }
  if (!isAsRegistered(instance, git, facts.repository)) {
    const registered = instance.record.isWorktree ? 'worktree' : 'clone';
    return leave(`${instance.path} is no longer the ${registered} that was registered`, ours);
  }
  if (ours === undefined || ours.path !== instance.path) return { kind: 'remove-marker' };
  return keepWorktree
    ? { kind: 'remove-marker', unlock: ours }
    : { kind: 'remove-worktree', entry: ours, begun: false };
}

function isAsRegistered({ path, record }: Instance, git: GitFacts | undefined, repository?: RepositoryFacts): boolean {
  if (git === undefined || git.kind === 'none' || git.topLevel !== path) return false;
  if (!record.isWorktree) return git.kind === 'clone' && isKtrdr(git.remoteUrls);
  return (
    git.kind === 'linked-worktree' &&
    repository?.listed?.path === path &&
    git.commonDirectory === repository.commonDirectory
  );
}

function planGone({ path }: Instance, { repository, begun }: PlaceFacts, ours: WorktreeEntry | undefined): PlacePlan {
  const reason = `${path} is not there any more`;
  const movedTo = repository?.movedTo;
  if (movedTo !== undefined) return leave(`${reason}; it was moved to ${movedTo}`, ours);
  if (repository?.holdsWork === true) {
    return leave(`${reason}, but git keeps what its HEAD alone reaches (git worktree list)`, ours);
  }
  return { kind: 'leave', reason, forget: ours ?? begun };
}

function leave(reason: string, unlock: WorktreeEntry | undefined): PlacePlan {
  return { kind: 'leave', reason, unlock };
}

/** The worktree that was made for the instance: git's lock says so. Anything else was adopted. */
function ourEntry({ id }: Instance, repository: RepositoryFacts | undefined): WorktreeEntry | undefined {
  if (repository?.listed === undefined || repository.listed.lockReason !== sandboxLockReason(id)) return undefined;
  const { commonDirectory, listed } = repository;
  return { path: listed.path, commonDirectory, adminDirectory: listed.adminDirectory };
}
