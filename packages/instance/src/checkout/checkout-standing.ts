import type { GitFacts } from '../git/git-facts.ts';
import { isKtrdr } from '../git/is-ktrdr.ts';
import type { ListedWorktree } from '../git/list-worktrees.ts';
import type { Instance } from '../core/instance.ts';

/** What a repository says of the linked worktree that was registered as one of its own. */
export interface WorktreeStanding {
  readonly commonDirectory: string;
  /** The worktree that it has at the registered path. */
  readonly listed: Pick<ListedWorktree, 'path' | 'adminDirectory'> | undefined;
}

/** What is to be known of the registered path. */
export interface StandingFacts {
  /** What git says of it; undefined where nothing is there. */
  readonly git: GitFacts | undefined;
  /** Undefined for a clone, and where the repository is gone too. */
  readonly repository?: WorktreeStanding | undefined;
}

/**
 * Whether the checkout at the registered path is the one that was registered: a clone, or a linked worktree that its repository has there. What
 * doctor says of it, what `up` starts and what `destroy` removes follow from this one answer.
 *
 * @returns `other-remotes`: it is a clone, and none of its remotes is KTRDR's
 */
export function checkoutStanding(
  { path, record }: Instance,
  { git, repository }: StandingFacts,
): 'as-registered' | 'other-remotes' | 'another' {
  if (git === undefined || git.kind === 'none' || git.topLevel !== path) return 'another';
  if (record.isWorktree) {
    const listed = repository?.listed;
    const isListed = listed?.path === path && git.commonDirectory === repository?.commonDirectory;
    // Another worktree of the same repository may have been moved there by hand, of which git learns nothing.
    const isIt = isListed && git.gitDirectory === listed.adminDirectory;
    return git.kind === 'linked-worktree' && isIt ? 'as-registered' : 'another';
  }
  if (git.kind !== 'clone') return 'another';
  return isKtrdr(git.remoteUrls) ? 'as-registered' : 'other-remotes';
}

/** How it is said, after the path. */
export function standingInWords({ record }: Instance, standing: 'other-remotes' | 'another'): string {
  if (standing === 'other-remotes') return 'is a clone that no longer has a remote of KTRDR';
  return `is no longer the ${record.isWorktree ? 'worktree' : 'clone'} that was registered`;
}
