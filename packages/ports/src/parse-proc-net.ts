/** A socket that a client can reach, as the Linux kernel lists it. */
export interface ProcSocket {
  readonly address: string;
  readonly port: number;
  readonly inode: string;
}

/** A TCP socket that listens, and a UDP socket that is bound and connected to nobody. */
const STATES = { tcp: '0A', udp: '07' } as const;

/**
 * The sockets with a port of their own in the text of `/proc/net/tcp` or `tcp6`, or of `udp` or `udp6`. Addresses are hexadecimal words in host
 * byte order (little-endian on every machine that Docker runs on). Source: proc_net(5).
 */
export function parseProcNet(text: string, protocol: 'tcp' | 'udp'): ProcSocket[] {
  return text.split('\n').flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    if (local === undefined || inode === undefined || state !== STATES[protocol]) return [];
    const [address = '', port = ''] = local.split(':');
    return [{ address: readable(address), port: Number.parseInt(port, 16), inode }];
  });
}

function readable(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words
    .flatMap((word) => (word.match(/../g) ?? []).toReversed())
    .map((byte) => Number.parseInt(byte, 16));
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
  ).join(':');
  return groups.replace(/^0(:0)+$/, '::').replace(/^(0:)+1$/, '::1');
}
