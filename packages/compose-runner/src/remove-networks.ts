import type { Limits } from '@ktrdr/engine';
import type { Docker } from './docker.ts';
import { networkInUse } from './network-in-use.ts';

/**
 * Removes networks that none of their project's containers is on any more.
 *
 * @param networks names or ids
 * @throws CodedError `NETWORK_IN_USE` for those that somebody else's container is on, when the others are gone; of `engineFailure`
 */
export async function removeNetworks(docker: Docker, networks: readonly string[], limits: Limits = {}): Promise<void> {
  try {
    await docker.removeNetworks(networks, limits);
  } catch (error) {
    limits.signal?.throwIfAborted();
    const held = (await docker.inspectNetworks(networks)).filter(({ members }) => members.length > 0);
    throw held.length === 0 ? error : networkInUse(held);
  }
}
