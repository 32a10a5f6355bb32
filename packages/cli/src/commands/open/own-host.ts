import { lookup } from 'node:dns/promises';
import type { Instance } from '@ktrdr/instance';

/**
 * The URL under a host name of the instance's own, so that a browser, which shares cookies between all ports of one host, keeps the log-ins of
 * instances apart: `http://feat-x.localhost:3001`. As it was where that name does not lead to this machine by itself.
 * Source: RFC 6761, section 6.3; RFC 6265, section 8.5
 */
export async function withOwnHost(url: string, { id, kind }: Pick<Instance, 'id' | 'kind'>): Promise<string> {
  const own = new URL(url);
  if (own.hostname !== 'localhost') return url;
  own.hostname = `${kind.name === 'sandbox' ? id.replace(/^ktrdr--/, '').replaceAll('_', '-') : kind.name}.localhost`;
  return (await leadsHere(own.hostname)) ? own.href.replace(/\/$/, '') : url;
}

async function leadsHere(name: string): Promise<boolean> {
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.length > 0 && found.every(({ address }) => address === '::1' || address.startsWith('127.'));
}
