import { randomUUID } from 'node:crypto';
import { CodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import type { Environment } from '../core/environment.ts';
import type { Instance } from '../core/instance.ts';
import { mainOf } from './assert-startable.ts';
import type { HostServiceKind } from '../core/host-service-kinds.ts';
import { hostServiceLog, openHostServiceLog } from './host-service-log.ts';
import { type HostServiceRecord, readHostServiceRecord, writeHostServiceRecord } from './host-service-record.ts';
import { describeHolder, listenerOf } from './listener-of.ts';
import { ownProcesses } from './own-processes.ts';
import { processTable } from './process-table.ts';
import { spawnHeld } from './spawn-held.ts';
import { withHostServiceLock } from './with-host-service-lock.ts';

export interface BeginOptions {
  readonly kind: HostServiceKind;
  /** Its environment, with the mark that it is to have. */
  readonly environment: (mark: string) => Environment;
  readonly signal: AbortSignal;
}

/**
 * Starts a host service, unless it runs, and writes down which process it is before that begins: it is never without a record, however this process ends.
 *
 * @throws CodedError `PORT_TAKEN`, `LOCK_HELD`; Node's errors
 */
export async function beginHostService(
  context: Context,
  instance: Instance,
  { kind, environment, signal }: BeginOptions,
): Promise<HostServiceRecord> {
  const work = async (): Promise<HostServiceRecord> => {
    const known = await readHostServiceRecord(context, kind.name);
    if (known !== undefined && (await ownProcesses(context, known)).length > 0) return known;
    await assertPortFree(kind);
    const mark = randomUUID();
    const log = await openHostServiceLog(hostServiceLog(context, kind.name));
    try {
      const main = mainOf(instance, kind);
      return await spawnHeld(['uv', 'run', ...kind.uvArguments, 'python', main], {
        env: environment(mark),
        cwd: `${instance.path}/${kind.directory}`,
        output: log.fd,
        record: async (pid) => {
          signal.throwIfAborted();
          const startedAt = (await processTable(context)).find((one) => one.pid === pid)?.startedAt;
          if (startedAt === undefined) throw new Error(`${kind.name} ended before it began (pid ${pid})`);
          const since = context.now().toISOString();
          return await writeHostServiceRecord(context, kind.name, { pid, startedAt, mark, since });
        },
      });
    } finally {
      await log.close();
    }
  };
  return await withHostServiceLock(context, kind.name, { signal, work });
}

async function assertPortFree(kind: HostServiceKind): Promise<void> {
  const listener = await listenerOf(kind);
  if (listener === undefined) return;
  throw new CodedError(`${kind.name} cannot start: ${describeHolder(kind, listener)}`, {
    code: 'PORT_TAKEN',
    hint: 'Stop what holds the port, then run the command again. If it is an earlier start of this service, by hand or by another tool, stop it the same way.',
  });
}
