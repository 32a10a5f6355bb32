import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { readEngineRecord, startedServices } from '../engine/engine-record.ts';
import { readEnvFile } from '../env-file/env-file.ts';
import type { ServedServices } from './served-services.ts';

/** How many containers each service should have: by the Compose file, or, where some of it is left out on purpose, by the last start. */
export async function expectedServices(
  context: Pick<Context, 'home'>,
  { id, path }: Instance,
  served: ServedServices | undefined,
): Promise<ReadonlyMap<string, number>> {
  const own = Object.keys((await readEnvFile(path).catch(() => undefined)) ?? {});
  if (served !== undefined && !own.some((name) => name.startsWith('KTRDR_UP_'))) {
    return new Map([...served].map(([name, { replicas }]) => [name, replicas]));
  }
  return startedServices(await readEngineRecord(context, id).catch(() => undefined)) ?? new Map();
}
