import { httpGet } from '../readiness/http-get.ts';
import type { HostServiceKind } from '../core/host-service-kinds.ts';
import { describeHolder, isAmong, listenerOf } from './listener-of.ts';

/** How a host service with these processes is: healthy, or why not. */
export type Health = { readonly isHealthy: true } | { readonly isHealthy: false; readonly reason: string };

/** Asks a host service that runs. An answer of somebody else, who has its port, is none. */
export async function healthOf(kind: HostServiceKind, pids: readonly number[], signal?: AbortSignal): Promise<Health> {
  // Not `localhost`, which may be an address on which it does not listen.
  const url = `http://127.0.0.1:${kind.port}/health`;
  const answer = await httpGet(url, signal);
  if (answer.kind === 'failed') return unhealthy(`${url} does not answer: ${answer.reason}`);
  const listener = await listenerOf(kind);
  if (listener !== undefined && !isAmong(listener, pids)) return unhealthy(describeHolder(kind, listener));
  if (answer.status === 200) return { isHealthy: true };
  return unhealthy(`${url} answers ${answer.status}: ${answer.body.trim().slice(0, 200)}`);
}

function unhealthy(reason: string): Health {
  return { isHealthy: false, reason };
}
