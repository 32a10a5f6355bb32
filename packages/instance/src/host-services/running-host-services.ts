import type { Context } from '../core/context.ts';
import { hostServiceKinds, type HostServiceName } from '../core/host-service-kinds.ts';
import { readHostServiceRecord } from './host-service-record.ts';
import { ownProcesses } from './own-processes.ts';

/** Which host services run that were started here, with their processes. */
export async function runningHostServices(
  context: Context,
): Promise<{ readonly name: HostServiceName; readonly pids: readonly number[] }[]> {
  const all = await Promise.all(
    hostServiceKinds.map(async ({ name }) => {
      return { name, pids: await ownProcesses(context, await readHostServiceRecord(context, name)) };
    }),
  );
  return all.filter(({ pids }) => pids.length > 0);
}
