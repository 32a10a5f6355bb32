import { CodedError } from '@ktrdr/errors';
import type { GitFacts } from '../git/git-facts.ts';
import { isKtrdr } from '../git/is-ktrdr.ts';
import { notKtrdr } from './not-ktrdr.ts';

/** What git says of a clone or a linked worktree. */
export type Checkout = Exclude<GitFacts, { kind: 'none' }> & { readonly kind: 'clone' | 'linked-worktree' };

/**
 * Refuses what is neither a clone nor a linked worktree of KTRDR.
 *
 * @param directory where the command was given, for the message
 * @param wanted how the message begins: `A sandbox is made from`
 * @throws CodedError `NOT_A_CLONE`, `NOT_KTRDR`
 */
export function assertCheckout(git: GitFacts, directory: string, wanted: string): Checkout {
  if (git.kind === 'none') throw notACheckout(wanted, `${directory} is not in a git repository`);
  if (git.kind === 'submodule') throw notACheckout(wanted, `${git.topLevel} is a submodule of another repository`);
  if (git.kind === 'bare') throw notACheckout(wanted, `${git.topLevel} is a bare repository`);
  if (!isKtrdr(git.remoteUrls)) throw notKtrdr(git.topLevel, git.remoteUrls);
  return { ...git, kind: git.kind };
}

function notACheckout(wanted: string, found: string): CodedError {
  return new CodedError(`${wanted} a clone or a worktree of KTRDR: ${found}`, {
    code: 'NOT_A_CLONE',
    hint: 'Change to a clone or worktree of KTRDR (to clone it: git clone) and run the command again.',
  });
}
