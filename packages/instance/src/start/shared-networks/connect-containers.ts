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
  { docker, report }: Pick<Context, 'docker' | 'report'>,
  { id }: Instance,
  attachments: readonly Attachment[],
): Promise<void> {
  const [containers, networks] = await Promise.all([
    docker.containers(id),
    docker.inspectNetworks([...new Set(attachments.map(({ network }) => network))]),
  ]);
  const planned = planConnections(attachments, { containers, networks });
  const lost = planned.filter(({ attachment }) => attachment.isOwn).map(({ container }) => container.service);
  if (lost.length > 0) {
    const text = `Reconnected to the network that somebody had disconnected them from: ${[...new Set(lost)].join(', ')}`;
    report({ type: 'note', text });
  }
  await Promise.all(
    planned.map(async ({ container, attachment, anew }) => {
      const { network, ...options } = attachment;
      if (anew) await docker.disconnect(network, container.id);
      await docker.connect(network, container.id, options);
    }),
  );
}
