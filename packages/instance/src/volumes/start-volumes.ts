import type { ComposeConfig, ProjectVolume } from '@ktrdr/compose-runner';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { startingSince } from './came-while-starting.ts';
import { readVolumeRecord, writeVolumeRecord } from './volume-record.ts';
import { recordOf, rememberVolumes, volumesOf } from './volumes-of.ts';

/** What a start knows of its volumes. */
export interface StartVolumes {
  /** Those that are the instance's before the start makes others. */
  readonly own: readonly ProjectVolume[];
  /** Whether the Compose file has volumes that are not there yet. */
  readonly makesMore: boolean;
}

/** The names of a resolved Compose file's own volumes, as the Engine has them. */
export function namedVolumes({ name, volumes }: Pick<ComposeConfig, 'name' | 'volumes'>): string[] {
  return Object.entries(volumes ?? {}).flatMap(([key, volume]) =>
    volume?.external === true ? [] : [volume?.name ?? `${name}_${key}`],
  );
}

/**
 * Writes down that from now on Compose makes volumes for the instance: the start may be killed before anybody knows which. The operation's
 * lock must be held.
 *
 * @param context with the Engine's clock
 * @throws CodedError `VOLUME_RECORD_UNWRITABLE`
 */
export async function beginVolumes(context: Context, { id }: Instance, start: StartVolumes): Promise<void> {
  if (!start.makesMore) return await rememberVolumes(context, id, start);
  const since = startingSince(context.now());
  await writeVolumeRecord(context, id, { ...recordOf(start.own), starting: { since } });
}

/**
 * Writes down which volumes the start has made, however it has ended. Where the Engine cannot be asked any more, it writes down that
 * nothing more is made. The operation's lock must be held.
 *
 * @param context with the Engine's clock
 */
export async function endVolumes(context: Context, instance: Instance): Promise<void> {
  const { id } = instance;
  const record = await readVolumeRecord(context, id).catch(() => undefined);
  if (record?.starting === undefined) return;
  try {
    const whose = await volumesOf(context, instance, await context.docker.parts(id), { isStarting: true });
    await rememberVolumes(context, id, whose);
  } catch {
    const starting = { ...record.starting, until: context.now().toISOString() };
    await writeVolumeRecord(context, id, { ...record, starting }).catch(() => {});
  }
}
