import { lookup } from 'node:dns/promises';
import { access, readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import type { Instance } from '@ktrdr/instance';

/** Where systemd-resolved is asked, while it runs. */
const RESOLVED = '/run/systemd/resolve/io.systemd.Resolve';

/** By what a Linux machine finds names, as far as it matters here. */
export interface NameSources {
  /** The text of `/etc/hosts`. */
  readonly hosts: string;
  /** The text of `/etc/nsswitch.conf`. */
  readonly nsswitch: string;
  /** Whether systemd-resolved runs. */
  readonly hasResolved: boolean;
}

type Named = Pick<Instance, 'id' | 'kind'>;

/** The host name of an instance's own, for {@link withOwnHost}; undefined where that does not lead to this machine by itself. */
export async function ownHostOf({ id, kind }: Named): Promise<string | undefined> {
  const short = kind.name === 'sandbox' ? id.replace(/^ktrdr--/, '').replaceAll('_', '-') : kind.name;
  const name = `${short}.localhost`;
  return (await leadsHere(name)) ? name : undefined;
}

/**
 * The URL under a host name of the instance's own, so that a browser, which shares cookies between all ports of one host, keeps the log-ins of
 * instances apart: `http://feat-x.localhost:3001`. That of another machine stays.
 * Source: RFC 6761, section 6.3; RFC 6265, section 8.5
 */
export function withOwnHost(url: string, host: string | undefined): string {
  const own = new URL(url);
  if (own.hostname !== 'localhost' || host === undefined) return url;
  own.hostname = host;
  return own.href.replace(/\/$/, '');
}

async function leadsHere(name: string): Promise<boolean> {
  if (platform() === 'linux') return isKnownHere(name, await nameSources());
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.length > 0 && found.every(({ address }) => isLoopback(address));
}

/**
 * Whether the machine itself knows the name. No resolver is asked: one that does not know such names asks a server of the network for it, which
 * may take seconds. Source: nss-myhostname(8), nss-resolve(8), systemd-resolved.service(8) ("SYNTHETIC RECORDS")
 */
export function isKnownHere(name: string, { hosts, nsswitch, hasResolved }: NameSources): boolean {
  const listed = linesOf(hosts).filter(([, ...names]) => names.includes(name));
  if (listed.length > 0) return listed.every(([address = '']) => isLoopback(address));
  const [, ...services] = linesOf(nsswitch).find(([database]) => database === 'hosts:') ?? [];
  return services.includes('myhostname') || (services.includes('resolve') && hasResolved);
}

/** The words of each line, without comments. */
function linesOf(text: string): string[][] {
  return text.split('\n').map((line) => line.replace(/#.*/, '').split(/\s+/).filter(Boolean));
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

async function nameSources(): Promise<NameSources> {
  const [hosts, nsswitch, hasResolved] = await Promise.all([
    textOf('/etc/hosts'),
    textOf('/etc/nsswitch.conf'),
    access(RESOLVED).then(
      () => true,
      () => false,
    ),
  ]);
  return { hosts, nsswitch, hasResolved };
}

async function textOf(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch(() => '');
}
