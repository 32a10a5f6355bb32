import type { ProjectParts, ProjectVolume } from '@ktrdr/compose-runner';
import { isCodedError } from '@ktrdr/errors';
import type { Context } from '../context.ts';
import { readEngineRecord } from '../engine/engine-record.ts';
import type { Instance } from '../instance.ts';
import { readVolumeRecord, type VolumeRecord, writeVolumeRecord } from './volume-record.ts';
import { whoseVolumes, type WhoseVolumes } from './whose-volumes.ts';

/**
 * Whose the volumes of an instance's Compose project are.
 *
 * @throws CodedError `VOLUME_RECORD_UNREADABLE`, `ENGINE_RECORD_UNREADABLE`
 */
export async function volumesOf(
  context: Context,
  { id, path }: Pick<Instance, 'id' | 'path'>,
  { containers, volumes }: ProjectParts,
): Promise<WhoseVolumes> {
  const [record, engine] = await Promise.all([readVolumeRecord(context, id), readEngineRecord(context, id)]);
  const own = containers.filter(({ workingDirectory }) => workingDirectory === path);
  return whoseVolumes({ parts: { containers: own, volumes }, record, wasStarted: engine !== undefined });
}

/**
 * Writes down the volumes that are an instance's, before what shows it (its containers) may go. That it cannot be written is warned of: it
 * costs a refusal later, and what is stopped or removed may be what makes room. The operation's lock must be held.
 *
 * @throws CodedError `VOLUME_RECORD_UNREADABLE`
 */
export async function rememberVolumes(context: Context, id: string, own: readonly ProjectVolume[]): Promise<void> {
  const before = await readVolumeRecord(context, id);
  const record = recordOf(own);
  if (JSON.stringify(before) === JSON.stringify(record)) return;
  await writeVolumeRecord(context, id, record).catch((error: unknown) => {
    if (!isCodedError(error)) throw error;
    context.report({ type: 'warning', text: error.message });
  });
}

/** A record of these volumes, and of no start. */
export function recordOf(own: readonly ProjectVolume[]): VolumeRecord {
  return { volumes: own.map(({ name, createdAt }) => ({ name, createdAt })) };
}
