import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { InstanceRecord } from '@ktrdr/registry';
import type { GitFacts } from '../git/git-facts.ts';
import { isKtrdr } from '../git/is-ktrdr.ts';
import type { UnfinishedRemoval } from '../journals/unfinished-removal.ts';
import { waysOn } from '../journals/ways-on.ts';
import type { MarkerHome } from '../checkout/marker-home.ts';
import { LOCAL_PROD_ID } from '../core/kinds.ts';
import type { MovedInstance } from '../checkout/moved-here.ts';
import { leftOverMarker, movedAway } from './left-over-marker.ts';
import { type LostInstance, lostInstance, nothingLost } from './lost-instance.ts';
import { notKtrdr } from '../checkout/not-ktrdr.ts';

export interface InitFacts {
  /** The directory that the command was given, for messages. */
  readonly directory: string;
  readonly git: GitFacts;
  readonly localProd: InstanceRecord | undefined;
  /** What was to take that away, or its volumes, and was interrupted. */
  readonly removal?: UnfinishedRemoval | undefined;
  /** The sandbox registered at this path, if any. */
  readonly sandboxHere: InstanceRecord | undefined;
  /** The variables of the `.env.sandbox` that is there, if any. */
  readonly marker: Readonly<Record<string, string>> | undefined;
  /** Which registry that file is of. @default unknown */
  readonly markerHome?: MarkerHome | undefined;
  /** Whether our home has a record of the instance that the file names or, without a file, of the one that is to be made. @default no */
  readonly isRecorded?: boolean | undefined;
  /** A free name beside that file. @default with `.before` */
  readonly aside?: string | undefined;
  /** Whether what that file says is to be registered again. @default no */
  readonly again?: boolean | undefined;
  /** The registered instance whose directory this is, and that is to be elsewhere. */
  readonly moved?: MovedInstance | undefined;
}

export type InitPlan =
  /** Register the clone, then write its `.env.sandbox`. */
  | {
      readonly kind: 'register';
      readonly path: string;
      /** What the registry has lost, of one that is registered again. */
      readonly lost?: LostInstance | undefined;
    }
  /** An earlier init was killed after it had registered this clone: write what is missing. */
  | { readonly kind: 'finish'; readonly path: string; readonly record: InstanceRecord };

/**
 * Decides what `local-prod init` does in a directory.
 *
 * @throws CodedError `NOT_A_CLONE`, `NOT_KTRDR`, `LOCAL_PROD_EXISTS`, `ALREADY_INITIALIZED` or `NOT_IN_INSTANCE`, and of `lostInstance`
 */
export function planInit(facts: InitFacts): InitPlan {
  const { git, localProd, sandboxHere, marker, moved } = facts;
  if (git.kind !== 'clone') throw notAClone(facts.directory, git);
  if (!isKtrdr(git.remoteUrls)) throw notKtrdr(git.topLevel, git.remoteUrls);
  const path = git.topLevel;
  if (moved !== undefined) throw movedAway(moved);
  if (localProd !== undefined) {
    if (localProd.path === path && marker === undefined) return { kind: 'finish', path, record: localProd };
    throw alreadyExists(localProd.path, { path, removal: facts.removal });
  }
  if (sandboxHere !== undefined) {
    throw new CodedError(`${path} is already initialized as sandbox ${sandboxHere.instanceId}`, {
      code: 'ALREADY_INITIALIZED',
      hint: 'Its commands begin with: ktrdr sandbox. Use another clone for local-prod.',
    });
  }
  const {
    again = false,
    markerHome: home = 'unknown',
    isRecorded = false,
    aside = `${path}/.env.sandbox.before`,
  } = facts;
  if (marker === undefined) {
    if (again && !isRecorded) throw nothingLost(path, LOCAL_PROD_ID);
    return { kind: 'register', path };
  }
  if (!again) throw leftOverMarker(path, { marker, home, isRecorded, aside });
  return { kind: 'register', path, lost: lostInstance(path, { id: LOCAL_PROD_ID, marker, home }) };
}

function notAClone(directory: string, git: GitFacts): CodedError {
  const what = {
    none: 'is not in a git repository',
    'linked-worktree': 'is a linked worktree',
    submodule: 'is a submodule of another repository',
    bare: 'is a bare repository',
    clone: 'is a clone',
  }[git.kind];
  const where = git.kind === 'none' ? directory : git.topLevel;
  return new CodedError(`local-prod must be a clone of KTRDR: ${where} ${what}`, {
    code: 'NOT_A_CLONE',
    hint: 'Clone KTRDR with git clone, go into the clone, and run there: ktrdr local-prod init',
  });
}

function alreadyExists(
  registered: string,
  { path, removal }: { readonly path: string; readonly removal: UnfinishedRemoval | undefined },
): CodedError {
  const here = registered === path;
  return new CodedError(`A local-prod instance already exists${here ? ', and this is it' : ''}: ${registered}`, {
    code: 'LOCAL_PROD_EXISTS',
    hint: here
      ? removal === undefined
        ? 'Start it with: ktrdr local-prod up'
        : waysOn({ id: LOCAL_PROD_ID }, removal)
      : `There can only be one. Use that one (cd ${quoteArgument(registered)}), or remove it and its database (to keep the database, add --keep-volumes): ktrdr local-prod destroy`,
  });
}
