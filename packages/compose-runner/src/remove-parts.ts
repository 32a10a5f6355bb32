import type { Docker } from './docker.ts';
import type { ProjectParts, ProjectVolume } from './project-parts.ts';
import { removeNetworks } from './remove-networks.ts';
import { stopOrder } from './stop-order.ts';

/** It is asked for what is told besides, of an Engine that may be the reason why something failed. */
const ANSWER_WITHIN_MS = 1500;
const STOPPED = new Set(['created', 'exited', 'dead']);

/** What goes of a project. */
export type RemovedParts = Pick<ProjectParts, 'containers' | 'networks' | 'volumes'>;

/** What is left of parts that were removed. */
export interface LeftParts {
  /** The names of volumes that were made anew under the name of one that is gone. */
  readonly replaced: readonly string[];
  /** Networks that stay, with the containers of others that are on them and do not run. */
  readonly networks: readonly HeldNetwork[];
}

/** A network and who is on it. */
export interface HeldNetwork {
  readonly name: string;
  readonly containers: readonly { readonly name: string; readonly state: string }[];
}

/** How parts are removed. */
export interface RemoveOptions {
  readonly signal: AbortSignal;
  /** Told what the Engine is about to be asked to remove, each kind of things once: it goes on with that also when nobody waits for its answer any more. */
  readonly onAsked?: (asked: Partial<RemovedParts>) => void;
}

/**
 * Stops and removes exactly these containers, networks and volumes, by their ids: nothing that came since under the same project's name.
 * Services are stopped before those that they need; each container has the time to stop that its service grants it. A volume that was made anew under the name is not
 * removed, and neither is a network that only stopped containers of others are on: the Engine would remove it, and never start those again.
 *
 * @returns what was left, volumes looked for when all is done
 * @throws CodedError `NETWORK_IN_USE`, `DOCKER_FAILED` and of the connection; the reason of `signal` as soon as that is aborted
 */
export async function removeParts(
  docker: Docker,
  parts: RemovedParts,
  { signal, onAsked = () => {} }: RemoveOptions,
): Promise<LeftParts> {
  // Stopping takes the seconds that a service asks for, and is undone by nobody: Ctrl-C ends it.
  for (const ids of stopOrder(parts.containers)) await docker.stopContainers(ids, { signal });
  // Without their volumes: of anonymous ones only those go that were named, also where Compose has handed one on to the next container.
  const { containers, networks } = parts;
  const ids = containers.map(({ id }) => id);
  onAsked({ containers });
  await docker.removeContainers(ids, { force: true, signal });
  const held = await heldByStopped(docker, networks);
  const going = networks.filter(({ id }) => !held.some((one) => one.id === id));
  onAsked({ networks: going });
  await removeNetworks(
    docker,
    going.map(({ id }) => id),
    { signal },
  );
  const volumes = await same(docker, parts);
  onAsked({ volumes });
  await docker.removeVolumes(
    volumes.map(({ name }) => name),
    { signal },
  );
  const there = await docker.volumesNamed(parts.volumes.map(({ name }) => name));
  return {
    replaced: there.filter((volume) => !isIn(parts, volume)).map(({ name }) => name),
    networks: held.map(({ name, containers: on }) => ({ name, containers: on })),
  };
}

/** With one that runs, the Engine refuses, and it is said who that is. */
async function heldByStopped(
  docker: Docker,
  networks: RemovedParts['networks'],
): Promise<(HeldNetwork & { readonly id: string })[]> {
  const found = await Promise.all(
    networks.map(async ({ id, name }) => ({ id, name, containers: await docker.networkUsers(id) })),
  );
  return found.filter(({ containers }) => containers.length > 0 && containers.every(({ state }) => STOPPED.has(state)));
}

/**
 * Which of these parts the Engine does not have any more. It is asked also when what removed them was interrupted.
 *
 * @throws CodedError of the connection
 */
export async function goneParts(docker: Docker, parts: RemovedParts): Promise<RemovedParts> {
  const { signal } = new AbortController();
  const { containers, networks, volumes } = await docker.everything({ signal, timeoutMs: ANSWER_WITHIN_MS });
  return {
    containers: parts.containers.filter(({ id }) => !containers.has(id)),
    networks: parts.networks.filter(({ id }) => !networks.has(id)),
    volumes: parts.volumes.filter(({ name }) => !volumes.has(name)),
  };
}

async function same(docker: Docker, parts: RemovedParts): Promise<ProjectVolume[]> {
  const now = await docker.volumesNamed(parts.volumes.map(({ name }) => name));
  return now.filter((volume) => isIn(parts, volume));
}

function isIn({ volumes }: RemovedParts, { name, createdAt }: ProjectVolume): boolean {
  return volumes.some((volume) => volume.name === name && volume.createdAt === createdAt);
}
