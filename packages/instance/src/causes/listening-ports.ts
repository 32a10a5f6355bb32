/** As the kernel has it in its tables: a socket that waits for connections. */
const LISTENS = '0A';
/** 127.0.0.0/8 and ::1, as the kernel writes them on machines with the low byte first. */
const LOOPBACK = /^(?:[0-9A-F]{6}7F|0{24}01000000)$/;

/**
 * The TCP ports that others can connect to, by the kernel's tables `/proc/net/tcp` and `/proc/net/tcp6`, in the order of their numbers.
 * Source: https://docs.kernel.org/networking/proc_net_tcp.html
 */
export function listeningPorts(tables: string): readonly number[] {
  const ports = tables.split('\n').flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/);
    const [address = '', port = ''] = local.split(':');
    return state === LISTENS && !LOOPBACK.test(address) ? [Number.parseInt(port, 16)] : [];
  });
  return [...new Set(ports)].toSorted((one, other) => one - other);
}
