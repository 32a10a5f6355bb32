import { setTimeout as delay } from 'node:timers/promises';
import { CodedError, hasCode } from '@ktrdr/errors';
import { assertWithinConfinement } from '../core/confinement.ts';
import type { Context } from '../core/context.ts';
import { LOCAL_PROD_ID } from '../core/kinds.ts';
import type { HostServiceName } from '../core/host-service-kinds.ts';
import { type HostServiceRecord, readHostServiceRecord, removeHostServiceRecord } from './host-service-record.ts';
import { ownProcesses } from './own-processes.ts';
import { processTable } from './process-table.ts';
import { withHostServiceLock } from './with-host-service-lock.ts';

/** What became of a host service. */
export interface StoppedHostService {
  readonly name: HostServiceName;
  /** The processes that it had; none where it did not run. */
  readonly pids: readonly number[];
  /** Whether it did not end by itself in time. */
  readonly killed: boolean;
}

/** Which host services are stopped. */
export interface StopHostServicesOptions {
  readonly names: readonly HostServiceName[];
  readonly signal: AbortSignal;
}

/** How long a service has to end, and what is left of it once it is killed. */
const END_MS = 10_000;
const KILLED_MS = 5_000;
const LOOK_MS = 50;

/**
 * Stops host services with all that they have started: by SIGTERM, and SIGKILL where that was not enough. Nothing is signalled that is not shown to be theirs.
 *
 * @throws CodedError `HOST_SERVICE_STAYS`, `CONFINED`, `LOCK_HELD`; the reason of the signal
 */
export async function stopHostServices(
  context: Context,
  { names, signal }: StopHostServicesOptions,
): Promise<StoppedHostService[]> {
  assertWithinConfinement(context, LOCAL_PROD_ID);
  return await Promise.all(
    names.map(async (name) => {
      const work = async (): Promise<StoppedHostService> => {
        const record = await readHostServiceRecord(context, name);
        const pids = await ownProcesses(context, record);
        const killed = record !== undefined && pids.length > 0 && (await stopGroup(context, name, { record, signal }));
        await removeHostServiceRecord(context, name);
        return { name, pids, killed };
      };
      return await withHostServiceLock(context, name, { signal, work });
    }),
  );
}

/** From now on the group is watched until it is empty: no other gets its number before that. */
async function stopGroup(
  context: Context,
  name: HostServiceName,
  { record: { pid: group }, signal }: { readonly record: HostServiceRecord; readonly signal: AbortSignal },
): Promise<boolean> {
  context.report({ type: 'step-started', step: `stop ${name}` });
  signalGroup(group, 'SIGTERM');
  const isKilled = !(await isEmptyWithin(context, { group, ms: END_MS, signal }));
  if (isKilled) {
    signalGroup(group, 'SIGKILL');
    if (!(await isEmptyWithin(context, { group, ms: KILLED_MS, signal }))) throw stays(name, group);
  }
  context.report({ type: 'step-done', step: `stop ${name}` });
  return isKilled;
}

interface Emptying {
  readonly group: number;
  readonly ms: number;
  readonly signal: AbortSignal;
}

async function isEmptyWithin(context: Context, { group, ms, signal }: Emptying): Promise<boolean> {
  const until = performance.now() + ms;
  while ((await processTable(context)).some((one) => one.group === group)) {
    if (performance.now() > until) return false;
    await delay(LOOK_MS, undefined, { signal });
  }
  return true;
}

function signalGroup(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name);
  } catch (error) {
    // All have ended meanwhile; of those of which one is another user's, the others have got it.
    if (!hasCode(error, 'ESRCH') && !hasCode(error, 'EPERM')) throw error;
  }
}

function stays(name: HostServiceName, group: number): CodedError {
  return new CodedError(`${name} cannot be stopped: processes of its group ${group} survive SIGKILL`, {
    code: 'HOST_SERVICE_STAYS',
    hint: `They belong to another user, or are waiting for a disk that does not respond. To see them: ps -o pid,user,stat,args -g ${group}`,
  });
}
