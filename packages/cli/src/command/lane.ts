import { CodedError, hasCode, quoteArgument } from '@ktrdr/errors';
import { type Context, type Environment, findInstance, type Instance } from '@ktrdr/instance';
import {
  type AgentDirectory,
  CONFINE_VARIABLE,
  directoryIdentity,
  isMadeFor,
  isSameDirectory,
  isWithinConfinement,
  registeredInstances,
} from '@ktrdr/instance/internal';

/** What the agent of a directory may look into and change. */
export interface Lane {
  readonly agent: AgentDirectory;
  /** The sandbox that its directory is, or lies in. */
  readonly own: Instance | undefined;
  /** That one, and those that were made for the agent of the directory. */
  readonly instances: readonly Instance[];
}

/** As it is now: instances come and go while a server is there. @param context of the server, with the confinement that it was given itself */
export async function readLane(context: Context, agent: AgentDirectory): Promise<Lane> {
  const here = await findInstance(context, { directory: () => agent.directory }).catch((error: unknown) => {
    if (hasCode(error, 'NOT_IN_INSTANCE') || hasCode(error, 'CONFINED')) return undefined;
    throw error;
  });
  // What was made meanwhile at the path of a directory that is gone is somebody else's.
  const own = here?.kind.name === 'sandbox' && (await isStillThere(agent)) ? here : undefined;
  const others = (await registeredInstances(context)).filter(
    ({ id, kind }) => kind.name === 'sandbox' && id !== own?.id && isWithinConfinement(context, id),
  );
  const made = await Promise.all(
    others.map(async (instance) => ((await isMadeFor(context, instance, agent)) ? [instance] : [])),
  );
  return { agent, own, instances: [...(own === undefined ? [] : [own]), ...made.flat()] };
}

/** Whether the directory that the agent's server was started in is still at its path. */
export async function isStillThere({ directory, identity }: AgentDirectory): Promise<boolean> {
  return isSameDirectory(identity, await directoryIdentity(directory));
}

/** The environment that confines what runs with it to a lane, and to what is being made. */
export function confinedEnvironment(
  env: Environment,
  { instances }: Lane,
  making: readonly string[] = [],
): Environment {
  return { ...env, [CONFINE_VARIABLE]: [...instances.map(({ id }) => id), ...making].join(',') };
}

export interface Wanted {
  /** The tool. */
  readonly tool: string;
  /** Undefined: the own one. */
  readonly name: string | undefined;
  /** Whether only its whole id will do. */
  readonly exact?: boolean;
}

/**
 * The instance that a tool acts on.
 *
 * @param context confined to the lane
 * @throws CodedError `NOT_IN_INSTANCE` where none is named and there is no own one, `CONFINED`, `NO_SUCH_INSTANCE`, `AMBIGUOUS_INSTANCE`, `NAME_NOT_EXACT`
 */
export async function instanceOfLane(context: Context, lane: Lane, { tool, name, exact }: Wanted): Promise<Instance> {
  if (name === undefined && lane.own === undefined) throw noOwn(lane);
  if (name === undefined && exact !== true && lane.own !== undefined) return lane.own;
  const found = await findInstance(context, { name: name ?? '' }).catch((error: unknown) => {
    if (hasCode(error, 'CONFINED')) throw outOfBounds(lane, tool, name ?? '');
    if (hasCode(error, 'NO_SUCH_INSTANCE')) throw noSuch(lane, name ?? '');
    throw error;
  });
  if (exact === true && name !== found.id) {
    throw new CodedError(`${name} is not the full id of an instance; it means ${found.id}`, {
      code: 'NAME_NOT_EXACT',
      hint: `Nothing was done. If you mean ${found.id} (${found.path}), give that id.`,
    });
  }
  return found;
}

function noOwn(lane: Lane): CodedError {
  return new CodedError(
    `No instance is named, and ${lane.agent.directory} is not in one of the agent's own instances`,
    {
      code: 'NOT_IN_INSTANCE',
      hint: `${describeLane(lane)}\nOnly a person in a terminal may use local-prod and the instances of others: ktrdr --help`,
    },
  );
}

/** The refusal of what is not the agent's. */
export function outOfBounds(lane: Lane, tool: string, name: string): CodedError {
  return new CodedError(`${name} is out of bounds: ktrdr mcp reaches only the agent's own instances`, {
    code: 'CONFINED',
    hint: `${describeLane(lane)}\nIf you really mean ${name}, a person must do it in a terminal: ${typed(tool, name)}`,
  });
}

function typed(tool: string, name: string): string {
  if (tool === 'list') return 'ktrdr list';
  if (tool === 'exec') return `ktrdr exec <service> --instance ${quoteArgument(name)} -- <command>`;
  return `ktrdr ${tool} ${tool === 'logs' ? '--instance ' : ''}${quoteArgument(name)}`;
}

function noSuch(lane: Lane, name: string): CodedError {
  return new CodedError(`No instance is called ${name}`, { code: 'NO_SUCH_INSTANCE', hint: describeLane(lane) });
}

function describeLane({ instances }: Lane): string {
  if (instances.length === 0) return 'The agent has no instances yet; the create tool creates one.';
  return `The agent's instances: ${instances.map(({ id, path }) => `${id} (${path})`).join(', ')}`;
}
