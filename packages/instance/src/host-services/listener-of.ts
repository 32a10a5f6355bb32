import type { Listener } from '@ktrdr/ports';
import { describeHeld, describeListener, listenersOn } from '../held-ports/find-port-holders.ts';
import type { HostServiceKind } from '../core/host-service-kinds.ts';

/** Who listens on the port of a host service; undefined where nobody does. */
export async function listenerOf({ port }: HostServiceKind): Promise<Listener | undefined> {
  return (await listenersOn([{ published: port, protocol: 'tcp' }]))[0];
}

/** Whether a listener is one of these processes. One of which the system does not tell may be. */
export function isAmong({ process }: Listener, pids: readonly number[]): boolean {
  return process === undefined || pids.includes(process.pid);
}

/** `port 5001 (ib) is held by process python (pid 4711) on 127.0.0.1` */
export function describeHolder({ name, port }: HostServiceKind, listener: Listener): string {
  return describeHeld([{ port, protocol: 'tcp', service: name, holder: describeListener(listener) }]);
}
