import type { Docker } from './docker.ts';
import { engineFailure } from './engine-failure.ts';
import { networkInUse } from './network-in-use.ts';
import type { ProjectParts } from './project-parts.ts';
import { stopOrder } from './stop-order.ts';
import type { RunResult } from '@ktrdr/process';

// What is gone already is as it was wanted.
const GONE =
  /no such (?:container|network|volume)|network \S+ not found|removal of container \S+ is already in progress|^exit status 1$/i;

/** It is asked for what is told besides, of an Engine that may be the reason why something failed. */
const ANSWER_WITHIN_MS = 1500;

/** What goes of a project. */
export type RemovedParts = Pick<ProjectParts, 'containers' | 'networks' | 'volumes'>;

/**
 * Stops and removes exactly these containers, networks and volumes, by their ids: nothing that came since under the same project's name.
 * Services are stopped before those that they need; each container has the time to stop that its service grants it. A volume that was made anew under the name is not removed.
 *
 * @throws CodedError `NETWORK_IN_USE`, and of `engineFailure`; the reason of `signal` when it is aborted, between two of the steps
 */
export async function removeParts(docker: Docker, parts: RemovedParts, signal: AbortSignal): Promise<void> {
  const ids = parts.containers.map(({ id }) => id);
  const networks = parts.networks.map(({ id }) => id);
  // Stopping takes the seconds that a service asks for, and is undone by nobody: Ctrl-C ends it.
  for (const names of stopOrder(parts.containers))
    await each(docker, { doing: 'stop containers', args: ['container', 'stop'], names, signal });
  // Without `--volumes`: of anonymous ones only those go that were named, also where Compose has handed one on to the next container.
  await each(docker, { doing: 'remove containers', args: ['container', 'rm', '--force'], names: ids, signal });
  await each(docker, { doing: 'remove networks', args: ['network', 'rm'], names: networks, signal }).catch(
    async (error: unknown) => {
      signal.throwIfAborted();
      const held = (await docker.inspectNetworks(networks)).filter(({ members }) => members.length > 0);
      throw held.length === 0 ? error : networkInUse(held);
    },
  );
  await each(docker, { doing: 'remove volumes', args: ['volume', 'rm'], names: await same(docker, parts), signal });
}

/**
 * Which of these parts the Engine does not have any more. It is asked also when what removed them was interrupted.
 *
 * @throws CodedError of `engineFailure`
 */
export async function goneParts(docker: Docker, parts: RemovedParts): Promise<RemovedParts> {
  const { signal } = new AbortController();
  const idsOf = async (...args: readonly string[]): Promise<ReadonlySet<string>> => {
    const result = await docker.command([...args, '--quiet'], {
      signal,
      timeoutMs: ANSWER_WITHIN_MS,
      ownSession: true,
    });
    if (result.exitCode !== 0) throw engineFailure(`list ${args[0]}s`, result);
    return new Set(result.stdout.split('\n'));
  };
  const [containers, networks, volumes] = await Promise.all([
    idsOf('container', 'ls', '--all', '--no-trunc'),
    idsOf('network', 'ls', '--no-trunc'),
    idsOf('volume', 'ls'),
  ]);
  return {
    containers: parts.containers.filter(({ id }) => !containers.has(id)),
    networks: parts.networks.filter(({ id }) => !networks.has(id)),
    volumes: parts.volumes.filter(({ name }) => !volumes.has(name)),
  };
}

interface Step {
  readonly doing: string;
  readonly args: readonly string[];
  readonly names: readonly string[];
  readonly signal: AbortSignal;
}

async function each(docker: Docker, { doing, args, names, signal }: Step): Promise<void> {
  if (names.length === 0) return;
  const result = await docker.command([...args, ...names], { signal });
  signal.throwIfAborted();
  if (result.exitCode !== 0 && !onlyGone(result)) throw engineFailure(doing, result);
}

/** Whether all that the Engine complains of is that something is not there any more. */
function onlyGone({ exitCode, stderr }: RunResult): boolean {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return exitCode !== undefined && lines.length > 0 && lines.every((line) => GONE.test(line));
}

async function same(docker: Docker, { volumes }: RemovedParts): Promise<string[]> {
  const now = await docker.volumesNamed(volumes.map(({ name }) => name));
  return volumes
    .filter(({ name, createdAt }) => now.some((volume) => volume.name === name && volume.createdAt === createdAt))
    .map(({ name }) => name);
}
