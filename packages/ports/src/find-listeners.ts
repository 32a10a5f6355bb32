import { readFile } from 'node:fs/promises';
import { hasCode } from '@ktrdr/errors';
import { isPortBound } from './is-port-bound.ts';
import { lsofListeners } from './lsof-listeners.ts';
import { parseProcNet, type ProcSocket } from './parse-proc-net.ts';
import { processOfSockets } from './process-of-sockets.ts';

/** A process, as far as the system lets this user see it. */
export interface ListeningProcess {
  readonly pid: number;
  readonly name: string;
}

/** Somebody listens on this port. */
export interface Listener {
  readonly port: number;
  /** The addresses bound, as text; empty where the system does not tell. */
  readonly addresses: readonly string[];
  /** Absent where the process belongs to another user and the system does not tell. */
  readonly process?: ListeningProcess;
}

type Protocol = 'tcp' | 'udp';

export interface ListenerOptions {
  readonly platform?: NodeJS.Platform;
  readonly protocol?: Protocol;
}

/**
 * Which of `ports` (TCP, unless told otherwise) somebody listens on, on any interface, IPv4 or IPv6, and who, as far as the system tells
 * this user. Linux: `/proc/net/tcp` and `/proc/<pid>/fd` (proc(5)). Elsewhere: an attempt to bind every local address, and `lsof` for the
 * process; of UDP nothing is known there.
 */
export async function findListeners(
  ports: readonly number[],
  { platform = process.platform, protocol = 'tcp' }: ListenerOptions = {},
): Promise<Listener[]> {
  const wanted = [...new Set(ports)];
  const tables = platform === 'linux' ? await readSocketTables(protocol) : undefined;
  if (tables !== undefined) {
    return await fromTables(
      wanted,
      tables.flatMap((text) => parseProcNet(text, protocol)),
    );
  }
  return protocol === 'udp' ? [] : await elsewhere(wanted);
}

async function readSocketTables(protocol: Protocol): Promise<string[] | undefined> {
  try {
    const ipv4 = await readFile(`/proc/net/${protocol}`, 'utf8');
    // A kernel without IPv6 has no such file.
    const ipv6 = await readFile(`/proc/net/${protocol}6`, 'utf8').catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return '';
      throw error;
    });
    return [ipv4, ipv6];
  } catch {
    return undefined;
  }
}

async function fromTables(ports: readonly number[], all: readonly ProcSocket[]): Promise<Listener[]> {
  const sockets = all.filter(({ port }) => ports.includes(port));
  const processes = await processOfSockets(sockets.map(({ inode }) => inode));
  return ports.flatMap((port) => {
    const bound = sockets.filter((socket) => socket.port === port);
    if (bound.length === 0) return [];
    const owner = bound.map(({ inode }) => processes.get(inode)).find((found) => found !== undefined);
    return [
      { port, addresses: bound.map(({ address }) => address), ...(owner === undefined ? {} : { process: owner }) },
    ];
  });
}

async function elsewhere(ports: readonly number[]): Promise<Listener[]> {
  const bound = await Promise.all(ports.map(async (port) => ((await isPortBound(port)) ? [port] : [])));
  return await lsofListeners(bound.flat());
}
