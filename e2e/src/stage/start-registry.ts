import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const INDEX = 'application/vnd.oci.image.index.v1+json';

/** A registry of images on this machine. */
export interface ImageRegistry {
  /** As an image's name begins with it; the Engine asks such an address without TLS. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Starts a registry that has every image that it is asked for, for one platform, and hands none out. Source of what it answers:
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export async function startRegistry({ platform }: { readonly platform: object }): Promise<ImageRegistry> {
  const manifest = {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: `sha256:${'0'.repeat(64)}`,
    size: 2,
  };
  const index = JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [{ ...manifest, platform }] });
  const headers = {
    'Content-Type': INDEX,
    'Content-Length': index.length,
    'Docker-Content-Digest': `sha256:${createHash('sha256').update(index).digest('hex')}`,
  };
  const server = createServer(({ url = '', method }, response) => {
    if (url.includes('/manifests/')) response.writeHead(200, headers).end(method === 'HEAD' ? undefined : index);
    else response.writeHead(url === '/v2/' ? 200 : 404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server.address());
  return {
    address: `127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('a server without a port');
  return address.port;
}
