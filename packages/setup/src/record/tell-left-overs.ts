import { quoteArgument } from '@ktrdr/errors';
import type { Context } from '@ktrdr/instance';
import { directoryIdentity, isSameDirectory, isThere, registeredInstances } from '@ktrdr/instance/internal';
import { readSetupRecords, removeSetupRecord, type SetupRecord } from './setup-record.ts';

/**
 * Names what unfinished setups of other places have left, which no setup goes on with once there is a local-prod, and forgets those that have left
 * nothing. The lock of setup must be held.
 */
export async function tellLeftOvers(context: Context, file: string): Promise<void> {
  const instances = new Set((await registeredInstances(context)).map(({ path }) => path));
  for (const record of await readSetupRecords(file)) {
    const left = instances.has(record.path) ? undefined : await leftBy(record);
    if (left === undefined) {
      await removeSetupRecord(file, record.path);
      continue;
    }
    const text = `An unfinished setup of ${record.path} left ${left}. Look into it; if you need nothing in it: rm -r ${quoteArgument(left)}`;
    context.report({ type: 'warning', text });
  }
}

/** The clone that it worked on: beside its place, or there. */
async function leftBy({ path, partial, directory }: SetupRecord): Promise<string | undefined> {
  if (partial !== undefined && directory === undefined && (await isThere(partial))) return partial;
  if (directory === undefined) return undefined;
  for (const place of [path, ...(partial === undefined ? [] : [partial])])
    if (isSameDirectory(directory, await directoryIdentity(place))) return place;
  return undefined;
}
