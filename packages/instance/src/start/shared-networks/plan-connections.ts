import type { Container, Network } from '@ktrdr/compose-runner';
import type { Attachment } from './plan-networks.ts';

/** A container to be put on a shared network. */
export interface Connection {
  readonly container: Container;
  readonly attachment: Attachment;
  /** It is on it already, but not as it should be: first it is taken off. */
  readonly anew: boolean;
}

/**
 * Which containers are still to be connected. One that is on a network under other names than it should be, or on one that
 * has since been removed and made again (with which the Engine does not start it), is connected anew. How one is on a network of the project's is
 * Compose's matter.
 */
export function planConnections(
  attachments: readonly Attachment[],
  { containers, networks }: { readonly containers: readonly Container[]; readonly networks: readonly Network[] },
): Connection[] {
  return attachments.flatMap((attachment) =>
    containers
      .filter(({ service, oneOff }) => service === attachment.service && !oneOff)
      .flatMap((container): Connection[] => {
        const endpoint = container.networks.find(({ network }) => network === attachment.network);
        if (endpoint === undefined) return [{ container, attachment, anew: false }];
        if (attachment.isOwn) return [];
        const id = networks.find(({ name }) => name === attachment.network)?.id;
        const isCurrent = endpoint.networkId === '' || endpoint.networkId === id;
        // Older Engines list the container's short id among its aliases.
        const given = endpoint.aliases.filter((alias) => alias !== container.name && !container.id.startsWith(alias));
        const isNamed = given.toSorted().join() === attachment.aliases.toSorted().join();
        return isCurrent && isNamed ? [] : [{ container, attachment, anew: true }];
      }),
  );
}
