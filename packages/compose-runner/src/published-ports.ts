import type { ListedPort } from '@ktrdr/engine';
import type { PublishedPort } from './container.ts';

/** The published ports of a protocol, TCP unless told otherwise. */
export function publishedPorts(ports: readonly ListedPort[], protocol = 'tcp'): PublishedPort[] {
  return ports.flatMap((port) =>
    port.protocol === protocol && port.published !== undefined
      ? [{ published: port.published, target: port.target, address: port.address ?? '' }]
      : [],
  );
}
