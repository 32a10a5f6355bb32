import { dirname, join } from 'node:path';
import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { ProjectParts, ProjectVolume } from '@ktrdr/compose-runner';
import { assertOwnProject } from '../engine/assert-own-project.ts';
import { assertUsablePath } from '../core/assert-usable-path.ts';
import type { GitFacts } from '../git/git-facts.ts';
import { mainWorktree } from '../git/main-worktree.ts';
import { assertCheckout } from '../checkout/assert-checkout.ts';
import { volumesInTheWay } from '../volumes/volumes-in-the-way.ts';
import { inheritedVolumes } from '../volumes/inherited-volumes.ts';
import type { Instance } from '../core/instance.ts';
import { howItGoesBack } from '../checkout/how-it-goes-back.ts';
import type { PlacedWorktree } from './plan-branch.ts';

export interface CreateFacts {
  readonly id: string;
  /** Where the command was given, for messages. */
  readonly directory: string;
  readonly git: GitFacts;
  /** As git lists them, the main one first. */
  readonly worktrees: readonly PlacedWorktree[];
  /** The sandbox that has this id already, if any. */
  readonly registered:
    { readonly instance: Instance; readonly present: boolean; readonly movedTo?: string | undefined } | undefined;
  /** Whether there is anything at the place of the new worktree. */
  readonly occupied: boolean;
  /** What is there is a worktree that another registry's create is making, says git's lock. @default no */
  readonly madeElsewhere?: boolean | undefined;
  /** What git keeps of a worktree at that place, where nothing is. */
  readonly gone?: GoneWorktree | undefined;
  /** What the Engine has under the new Compose project's name. */
  readonly parts: ProjectParts;
  /** Use volumes that are there already. */
  readonly keepVolumes: boolean;
}

/** A worktree that git lists, and whose directory is not there. */
export interface GoneWorktree {
  readonly locked: boolean;
  /** Where its directory was moved to, if it is seen. */
  readonly movedTo: string | undefined;
  /** What git keeps of it that is nowhere else, in words. */
  readonly work: readonly string[];
}

export interface CreatePlan {
  readonly id: string;
  readonly path: string;
  /** The worktree in which the command was given. */
  readonly checkout: string;
  readonly commonDirectory: string;
  /** The main worktree's path. */
  readonly parentRepo: string;
  /** The volumes that are there already and are to be its own. */
  readonly volumes: readonly ProjectVolume[];
}

/**
 * Decides where `sandbox create` makes its worktree: beside the main one.
 *
 * @throws CodedError `NOT_A_CLONE`, `NOT_KTRDR`, `INSTANCE_EXISTS`, `DIRECTORY_EXISTS`, `WORKTREE_EXISTS`, `FOREIGN_PROJECT`,
 *   `INHERITED_VOLUMES`, `PATH_UNUSABLE`
 */
export function planCreate(facts: CreateFacts): CreatePlan {
  const { id, git, registered, worktrees, parts } = facts;
  const checkout = assertCheckout(git, facts.directory, 'A sandbox is made from');
  if (registered !== undefined) throw exists(registered);
  const parentRepo = mainWorktree(checkout, worktrees);
  const path = join(dirname(parentRepo), id);
  assertUsablePath(path);
  if (facts.occupied) throw directoryExists(path, facts.madeElsewhere === true);
  if (worktrees.some((worktree) => worktree.path === path)) throw worktreeExists(path, parentRepo, facts.gone);
  assertOwnProject(id, path, parts.containers);
  const { volumes } = parts;
  const there = inheritedVolumes(id, parts);
  if (there.length > 0 && !facts.keepVolumes) throw volumesInTheWay(there, { id, verb: 'create' });
  return { id, path, checkout: checkout.topLevel, commonDirectory: checkout.commonDirectory, parentRepo, volumes };
}

function exists({ instance, present, movedTo }: NonNullable<CreateFacts['registered']>): CodedError {
  const { id, slot, path } = instance;
  const where = `slot ${slot}, ${path}`;
  if (present) {
    return new CodedError(`Sandbox ${id} already exists: ${where}`, {
      code: 'INSTANCE_EXISTS',
      hint: `Use it there (cd ${quoteArgument(path)}), choose another name, or destroy it first: ktrdr sandbox destroy --name ${quoteArgument(id)}`,
    });
  }
  if (movedTo !== undefined) {
    return new CodedError(`Sandbox ${id} is already registered: ${where}, from where it was moved to ${movedTo}`, {
      code: 'INSTANCE_EXISTS',
      hint: `Choose another name, or bring it back: ${howItGoesBack(instance.record, movedTo)}`,
    });
  }
  return new CodedError(`Sandbox ${id} is already registered, but its directory is missing: ${where}`, {
    code: 'INSTANCE_EXISTS',
    hint: `Bring the directory back, choose another name, or remove the rest of it: ktrdr sandbox destroy --name ${quoteArgument(id)}`,
  });
}

function directoryExists(path: string, madeElsewhere: boolean): CodedError {
  if (madeElsewhere) {
    return new CodedError(
      `${path} already exists: according to git's lock, a create with another registry is making it`,
      {
        code: 'DIRECTORY_EXISTS',
        hint: 'It was left unchanged. Choose another name. If that create was interrupted, any ktrdr sandbox create with its KTRDR_HOME finishes or undoes it.',
      },
    );
  }
  return new CodedError(`${path} already exists`, {
    code: 'DIRECTORY_EXISTS',
    hint: 'It was left unchanged. Choose another name, or move it away. If it is a worktree of KTRDR, run in it: ktrdr sandbox init',
  });
}

function worktreeExists(path: string, parentRepo: string, gone: GoneWorktree | undefined): CodedError {
  const code = 'WORKTREE_EXISTS';
  if (gone?.movedTo !== undefined) {
    return new CodedError(`git has a worktree at ${path}, whose directory was moved to ${gone.movedTo}`, {
      code,
      hint: `Choose another name, or bring it back: ${howItGoesBack({ path, isWorktree: true }, gone.movedTo)}`,
    });
  }
  if (gone !== undefined && gone.work.length > 0) {
    return new CodedError(`git still has a worktree at ${path}, which is gone, and keeps work from it`, {
      code,
      detail: gone.work.join('\n'),
      hint: 'The work exists nowhere else. Choose another name, or bring the directory back.',
    });
  }
  const git = `git -C ${quoteArgument(parentRepo)} worktree`;
  const unlock = gone?.locked === true ? `${git} unlock ${quoteArgument(path)} && ` : '';
  return new CodedError(`git still has a worktree at ${path}, which is gone`, {
    code,
    hint: `Choose another name. Or, if it is gone for good, let git forget the worktrees whose directories are gone: ${unlock}${git} prune`,
  });
}
