import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { hasCode } from '@ktrdr/errors';

/**
 * Whether somebody listens on this TCP port on any local address, IPv4 or IPv6, found by trying to bind each one. The
 * wildcard alone is not enough: macOS lets it be bound beside a listener on a single address.
 */
export async function isPortBound(port: number): Promise<boolean> {
  const local = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const usable = local.filter(({ address }) => !address.startsWith('fe80')).map(({ address }) => address);
  for (const address of new Set(['0.0.0.0', '::', ...usable])) {
    if (await isTaken(port, address)) return true;
  }
  return false;
}

async function isTaken(port: number, host: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    // Anything but "in use" (no IPv6 here, a privileged port) says nothing about somebody else.
    server.once('error', (error) => resolve(hasCode(error, 'EADDRINUSE')));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(false)));
  });
}
