import { assertWithinConfinement } from '../core/confinement.ts';
import type { Context } from '../core/context.ts';
import { LOCAL_PROD_ID } from '../core/kinds.ts';
import { healthOf } from './health-of.ts';
import { type HostServiceKind, hostServiceKinds, type HostServiceName } from '../core/host-service-kinds.ts';
import { hostServiceLog } from './host-service-log.ts';
import { readHostServiceRecord } from './host-service-record.ts';
import { describeHolder, listenerOf } from './listener-of.ts';
import { ownProcesses } from './own-processes.ts';

/** How a host service is that `ktrdr local-prod host start` starts. */
export interface HostServiceStatus {
  readonly name: HostServiceName;
  readonly port: number;
  /** `unhealthy`: it runs and does not answer as it should; `ended`: it was started, and has ended without being stopped. */
  readonly state: 'running' | 'unhealthy' | 'ended' | 'stopped';
  /** Its processes; the first one leads them, unless it has ended. */
  readonly pids: readonly number[];
  /** When it was started: ISO 8601; null where it is stopped. */
  readonly since: string | null;
  /** What is wrong: why it is not healthy, or who else has its port. */
  readonly reason: string | null;
  /** The file with what it writes. */
  readonly log: string;
}

/** How host services are now. @throws CodedError `CONFINED` */
export async function hostServicesStatus(
  context: Context,
  names: readonly HostServiceName[],
): Promise<HostServiceStatus[]> {
  assertWithinConfinement(context, LOCAL_PROD_ID);
  const kinds = hostServiceKinds.filter(({ name }) => names.includes(name));
  return await Promise.all(kinds.map(async (kind) => await statusOf(context, kind)));
}

async function statusOf(context: Context, kind: HostServiceKind): Promise<HostServiceStatus> {
  const { name, port } = kind;
  const record = await readHostServiceRecord(context, name);
  const pids = await ownProcesses(context, record);
  const known = { name, port, pids, since: record?.since ?? null, log: hostServiceLog(context, name) };
  if (pids.length === 0) {
    const listener = await listenerOf(kind);
    const reason = listener === undefined ? null : describeHolder(kind, listener);
    return { ...known, state: record === undefined ? 'stopped' : 'ended', reason };
  }
  const health = await healthOf(kind, pids);
  return health.isHealthy
    ? { ...known, state: 'running', reason: null }
    : { ...known, state: 'unhealthy', reason: health.reason };
}
