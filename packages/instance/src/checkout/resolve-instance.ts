import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CodedError, hasCode, quoteArgument } from '@ktrdr/errors';
import { assertWithinConfinement } from '../core/confinement.ts';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { isWithin } from '../core/is-within.ts';
import { type Kind, kinds } from '../core/kinds.ts';
import { readEnvFile } from '../env-file/env-file.ts';
import { againCommand } from '../core/again-command.ts';
import { hasVolumeRecord } from '../volumes/has-volume-record.ts';
import { howItGoesBack } from './how-it-goes-back.ts';
import { isOfThisRegistry, markerHome } from './marker-home.ts';
import { movedHere, type MovedInstance } from './moved-here.ts';
import { type OwnPlace, placeBetween } from './place-between.ts';
import { registeredInstances } from '../core/registered-instances.ts';

export interface ResolveOptions {
  readonly kind: Kind['name'];
  /** Where the command was given. */
  readonly directory: string;
  /** What is to be done, as typed: `up`. Named where the other kind's command is the right one. */
  readonly verb?: string | undefined;
}

/**
 * The registered instance of that kind whose directory `directory` is, or lies in. Of instances that lie in one another,
 * the innermost. A checkout of its own that lies in it is none of it.
 *
 * @throws CodedError `NOT_IN_LOCAL_PROD` or `NOT_IN_SANDBOX`, with the right command or how to make one
 */
export async function resolveInstance(context: Context, options: ResolveOptions): Promise<Instance> {
  const [here, instances] = await Promise.all([realPathSoFar(options.directory), registeredInstances(context)]);
  const found = instanceAt(here, instances);
  const between = found === undefined ? undefined : await placeBetween(context, here, found);
  if (found !== undefined && between !== undefined) {
    throw liesIn(found, between, { kind: options.kind, here: await whatItIs(context, between, instances) });
  }
  if (found?.kind.name === options.kind) {
    assertWithinConfinement(context, found.id);
    return found;
  }
  const moved = found === undefined ? await movedHere(context, here, instances) : undefined;
  if (moved !== undefined) throw movedFrom(moved, options.kind);
  throw new CodedError(
    `Not in ${placeOf(options.kind)}: ${here}${found === undefined ? '' : ` belongs to ${instanceInWords(found)}`}`,
    {
      code: codeOf(options.kind),
      hint: found === undefined ? await howToGetThere(options.kind, instances) : rightCommand(found, options.verb),
    },
  );
}

function placeOf(kind: Kind['name']): string {
  return kind === 'sandbox' ? "a sandbox's directory" : 'local-prod directory';
}

function codeOf(kind: Kind['name']): 'NOT_IN_SANDBOX' | 'NOT_IN_LOCAL_PROD' {
  return kind === 'sandbox' ? 'NOT_IN_SANDBOX' : 'NOT_IN_LOCAL_PROD';
}

/** What is to be done to work on a directory within an instance's that is none of it. */
async function whatItIs(context: Context, { path, id }: OwnPlace, instances: readonly Instance[]): Promise<string> {
  if (id === undefined) return `To make the current checkout a sandbox: ${kinds.sandbox.command} init`;
  const [marker, isRecorded] = await Promise.all([
    readEnvFile(path).catch(() => undefined),
    hasVolumeRecord(context, id),
  ]);
  const isOurs = isOfThisRegistry(await markerHome(context.home, marker), isRecorded);
  const commands = [`cd ${quoteArgument(path)}`, againCommand(id)];
  const registered = instances.find((one) => one.id === id);
  if (isOurs && registered !== undefined)
    return `${id} is registered at ${registered.path}, and the .env.sandbox here is a copy of its file: cd ${quoteArgument(registered.path)}`;
  return isOurs
    ? `If the registry has lost ${id}, register it again: ${commands.join(' && ')}`
    : `For ${id}, use the KTRDR_HOME that it was created with.`;
}

function liesIn(
  outer: Instance,
  { path, id }: OwnPlace,
  { kind, here }: { readonly kind: Kind['name']; readonly here: string },
): CodedError {
  const what = id === undefined ? 'is a separate checkout' : `says that it is ${id}`;
  return new CodedError(
    `Not in ${placeOf(kind)}: ${path} ${what}, and is inside ${instanceInWords(outer)} (${outer.path})`,
    {
      code: codeOf(kind),
      hint: `To use ${instanceInWords(outer)}, change to its directory: cd ${quoteArgument(outer.path)}\n${here}`,
    },
  );
}

function movedFrom({ instance, at }: MovedInstance, kind: Kind['name']): CodedError {
  const { path, record } = instance;
  return new CodedError(
    `Not in ${placeOf(kind)}: ${at} was moved, and ${instanceInWords(instance)} is registered at ${path}, which does not exist`,
    {
      code: codeOf(kind),
      hint: `Bring it back, and run the command there: ${howItGoesBack(record, at)}`,
    },
  );
}

/** The real path, as far as there is something: a directory may be gone, and its instance still registered. */
export async function realPathSoFar(path: string): Promise<string> {
  return await realpath(path).catch(async (error: unknown) => {
    if (!hasCode(error, 'ENOENT') || dirname(path) === path) throw error;
    return join(await realPathSoFar(dirname(path)), basename(path));
  });
}

/** The innermost of the instances that `directory`, a real path, lies in. */
export function instanceAt(directory: string, instances: readonly Instance[]): Instance | undefined {
  return instances
    .filter(({ path }) => isWithin(directory, path))
    .toSorted((one, other) => other.path.length - one.path.length)[0];
}

/** An instance as it is spoken of: `the sandbox ktrdr--feat-x`, `local-prod`. */
function instanceInWords({ kind, id }: Instance): string {
  return kind.name === 'sandbox' ? `the sandbox ${id}` : kind.name;
}

function rightCommand({ kind }: Instance, verb: string | undefined): string {
  return verb === undefined ? `Its commands begin with: ${kind.command}` : `Use there: ${kind.command} ${verb}`;
}

async function howToGetThere(kind: Kind['name'], instances: readonly Instance[]): Promise<string> {
  const { command } = kinds[kind];
  if (kind === 'sandbox') {
    return (
      `Change to the directory of a sandbox. To make the current clone or worktree a sandbox: ${command} init; ` +
      `to create a new worktree: ${command} create <name>`
    );
  }
  const localProd = instances.find((one) => one.kind.name === kind);
  if (localProd === undefined)
    return `No local-prod instance exists. To create one, run in a clone of KTRDR: ${command} init`;
  return await whereItIs(localProd.path);
}

async function whereItIs(path: string): Promise<string> {
  const now = await realpath(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  });
  if (now === path) return `local-prod is at ${path}: cd there and run the command again.`;
  return `local-prod is registered at ${path}, which no longer exists. Move it back, or unregister it with: ktrdr local-prod destroy. Then: ktrdr local-prod init`;
}
