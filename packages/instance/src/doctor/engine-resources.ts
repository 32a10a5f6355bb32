import type { Container } from '@ktrdr/compose-runner';
import type { Context } from '../core/context.ts';
import type { EngineResources } from './facts.ts';
import { isOurName } from './our-projects.ts';

/** What the Engine has of all Compose projects, and the containers of none that are on a network with one of ours. */
export async function engineResources({ docker }: Context): Promise<EngineResources> {
  const [containers, volumes, networks] = await Promise.all([docker.containers(), docker.volumes(), docker.networks()]);
  const users = await Promise.all(networksOfOurs(containers).map(async (id) => await docker.networkUsers(id)));
  const known = new Set(containers.map(({ id }) => id));
  const others = new Set(users.flat().flatMap(({ id, state }) => (state === 'running' && !known.has(id) ? [id] : [])));
  return { containers: [...containers, ...(await docker.inspect([...others]))], volumes, networks };
}

/** The ids of the networks that our running containers are on. */
function networksOfOurs(containers: readonly Container[]): string[] {
  const ours = containers.filter(({ project, state }) => isOurName(project) && state === 'running');
  return [...new Set(ours.flatMap(({ networks }) => networks.map(({ networkId }) => networkId)))].filter(Boolean);
}
