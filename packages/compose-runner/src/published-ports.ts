import type { PublishedPort } from './container.ts';

/**
 * The published ports of a protocol, TCP unless told otherwise, in a `Ports` column: `0.0.0.0:8000->8000/tcp, [::]:8000->8000/tcp,
 * 0.0.0.0:5003-5004->…`. The Engine joins neighbouring ports into a range.
 */
export function publishedPorts(column: string, protocol = 'tcp'): PublishedPort[] {
  return [...column.matchAll(/(?:^|\s)(\S*):(\d+)(?:-(\d+))?->(\d+)\S*?\/(\w+)/g)]
    .filter((match) => match[5] === protocol)
    .flatMap(([, address = '', first, last, target]) => {
      const from = Number(first);
      return Array.from({ length: Number(last ?? first) - from + 1 }, (_, index) => ({
        published: from + index,
        target: Number(target) + index,
        address: address.replace(/^\[(.*)\]$/, '$1'),
      }));
    });
}
