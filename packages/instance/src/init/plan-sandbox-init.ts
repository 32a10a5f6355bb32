import { CodedError, quoteArgument } from '@ktrdr/errors';
import { instanceCommand } from '../core/instance-command.ts';
import type { GitFacts } from '../git/git-facts.ts';
import type { Instance } from '../core/instance.ts';
import { assertCheckout } from '../checkout/assert-checkout.ts';
import { pythonSlot } from '../python-tool/python-tool.ts';
import type { MarkerHome } from '../checkout/marker-home.ts';
import type { MovedInstance } from '../checkout/moved-here.ts';
import { leftOverMarker, movedAway } from './left-over-marker.ts';
import { lostInstance, nothingLost } from './lost-instance.ts';
import type { InitPlan } from './plan-init.ts';

export interface SandboxInitFacts {
  /** Where the command was given, for messages. */
  readonly directory: string;
  readonly git: GitFacts;
  /** The id that the new sandbox is to have. */
  readonly id: string;
  /** What was asked for, whatever the sandbox is called that is registered here. */
  readonly asked?: { readonly id: string | undefined; readonly slot: number | undefined };
  /** Every registered instance. */
  readonly instances: readonly Instance[];
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
  /** The sandbox that a create of another registry is making of it, says git's lock, whether that create lives or was killed. */
  readonly madeElsewhere?: string | undefined;
}

/**
 * Decides what `sandbox init` does in a directory.
 *
 * @throws CodedError `NOT_A_CLONE`, `NOT_KTRDR`, `ALREADY_INITIALIZED`, `NOT_IN_INSTANCE`, `BEING_CREATED` or `INSTANCE_EXISTS`, and of `lostInstance`
 */
export function planSandboxInit(facts: SandboxInitFacts): InitPlan {
  const { directory, git, id, asked, instances, marker, moved } = facts;
  const { topLevel: path } = assertCheckout(git, directory, 'A sandbox must be');
  const here = instances.find((instance) => instance.path === path);
  if (here?.kind.name === 'sandbox' && marker === undefined) {
    if (asked !== undefined && !isAsAsked(here, asked)) throw isOtherwise(here);
    return { kind: 'finish', path, record: here.record };
  }
  if (here !== undefined) throw alreadyInitialized(here);
  if (moved !== undefined) throw movedAway(moved);
  if (facts.madeElsewhere !== undefined) throw beingCreatedElsewhere(path, facts.madeElsewhere);
  // What the Python tool wrote is replaced, once somebody has agreed to that.
  const left = pythonSlot(marker) === undefined ? marker : undefined;
  const {
    again = false,
    markerHome: home = 'unknown',
    isRecorded = false,
    aside = `${path}/.env.sandbox.before`,
  } = facts;
  if (left !== undefined && !again) throw leftOverMarker(path, { marker: left, home, isRecorded, aside });
  if (left === undefined && again && !isRecorded && asked?.id === undefined) throw nothingLost(path, id);
  const lost = left === undefined ? undefined : lostInstance(path, { id, marker: left, home });
  const other = instances.find((instance) => instance.id === id);
  if (other === undefined) return { kind: 'register', path, ...(lost === undefined ? {} : { lost }) };
  throw new CodedError(`Sandbox ${id} already exists: slot ${other.slot}, ${other.path}`, {
    code: 'INSTANCE_EXISTS',
    hint: `Give this sandbox another name: ktrdr sandbox init --name <name>. Or destroy that one first: ktrdr sandbox destroy --name ${quoteArgument(id)}`,
  });
}

function isAsAsked(
  here: Instance,
  { id = here.id, slot = here.slot }: NonNullable<SandboxInitFacts['asked']>,
): boolean {
  return id === here.id && slot === here.slot;
}

function isOtherwise({ id, slot, path }: Instance): CodedError {
  return new CodedError(`${path} is already registered as sandbox ${id} in slot ${slot}`, {
    code: 'ALREADY_INITIALIZED',
    hint: 'Nothing was changed. Its .env.sandbox is missing; to write it anew, with this name and slot: ktrdr sandbox init',
  });
}

function beingCreatedElsewhere(path: string, id: string): CodedError {
  return new CodedError(`According to git's lock, ${path} is being created as sandbox ${id}, with another registry`, {
    code: 'BEING_CREATED',
    hint:
      'Nothing was changed. If that create was interrupted, any ktrdr sandbox create with its KTRDR_HOME finishes or undoes it. ' +
      `If that registry is gone for good: git worktree unlock ${quoteArgument(path)}, then: ktrdr sandbox init`,
  });
}

function alreadyInitialized(instance: Instance): CodedError {
  const { id, kind, path } = instance;
  const as = kind.name === 'sandbox' ? `sandbox ${id}` : kind.name;
  return new CodedError(`${path} is already initialized as ${as}`, {
    code: 'ALREADY_INITIALIZED',
    hint: `Start it with: ${instanceCommand('up', instance)}`,
  });
}
