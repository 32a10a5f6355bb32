import type { Context } from '../../core/context.ts';
import type { Instance } from '../../core/instance.ts';
import { planConnections } from './plan-connections.ts';
import type { Attachment } from './plan-networks.ts';

/**
 * Puts the instance's containers on the shared networks. The Engine remembers it: a container that is restarted, by whomever, is on
 * them from its first moment.
 *
 * @throws CodedError of Docker
 */
export async function connectContainers(
  { docker }: Context,
  { id }: Instance,
  attachments: readonly Attachment[],
): Promise<void> {
  const [containers, networks] = await Promise.all([
    docker.containers(id),
    docker.inspectNetworks([...new Set(attachments.map(({ network }) => network))]),
  ]);
  await Promise.all(
    planConnections(attachments, { containers, networks }).map(async ({ container, attachment, anew }) => {
      const { network, ...options } = attachment;
      if (anew) await docker.disconnect(network, container.id);
      await docker.connect(network, container.id, options);
    }),
  );
}
