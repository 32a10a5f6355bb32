import { isAnonymous, type ProjectParts, type ProjectVolume } from '@ktrdr/compose-runner';
import { isCodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { readEngineRecord } from '../engine/engine-record.ts';
import type { Instance } from '../core/instance.ts';
import { isMadeWith } from './made-with.ts';
import { takeOver } from './taken-over.ts';
import { readVolumeRecord, type VolumeRecord, writeVolumeRecord } from './volume-record.ts';
import {
  doubtfulVolumes,
  isSameVolume,
  type OwnVolume,
  type VolumeFacts,
  whoseVolumes,
  type WhoseVolumes,
} from './whose-volumes.ts';

/** The volumes of an instance, by whose they are. */
export interface VolumesOf extends WhoseVolumes {
  /** The names of those that Compose uses for it, or would, and that were not made for it. */
  readonly staying: readonly string[];
  /** The names of those that were written down as its own, and that this Engine does not have: they are gone, or it is another Engine. */
  readonly missing: readonly string[];
}

/**
 * Whose the volumes of an instance's Compose project are. Anonymous ones tell no project: they are the instance's where they were made with its containers,
 * and where that was written down before those went. Another one that its containers mount is somebody's to whom the Compose file, or Compose, has led it.
 *
 * @param options.isStarting the start asks that makes volumes, and was not interrupted since
 * @throws CodedError `VOLUME_RECORD_UNREADABLE`, `ENGINE_RECORD_UNREADABLE`
 */
export async function volumesOf(
  context: Context,
  { id, path }: Pick<Instance, 'id' | 'path'>,
  { containers, volumes, anonymousVolumes, otherVolumes }: ProjectParts,
  { isStarting = false }: { readonly isStarting?: boolean } = {},
): Promise<VolumesOf> {
  const [record, engine] = await Promise.all([readVolumeRecord(context, id), readEngineRecord(context, id)]);
  const own = containers.filter(({ workingDirectory }) => workingDirectory === path);
  const facts: VolumeFacts = {
    parts: { containers: own, volumes },
    mountedByOthers: new Set(
      containers.filter(({ workingDirectory }) => workingDirectory !== path).flatMap(({ volumes: mounted }) => mounted),
    ),
    record,
    wasStarted: engine !== undefined,
    isStarting,
  };
  const { own: mine, ...others } = whoseVolumes({
    ...facts,
    isEmpty: await emptiness(context, doubtfulVolumes(facts)),
  });
  const written = record?.volumes ?? [];
  const isOwn = (volume: ProjectVolume): boolean =>
    written.some((one) => isSameVolume(one, volume)) || isMadeWith(volume, own);
  const mounted = anonymousVolumes.filter(isOwn);
  const left = await leftAnonymous(context, record, anonymousVolumes);
  const staying = [...otherVolumes, ...anonymousVolumes.filter((volume) => !isOwn(volume))].map(({ name }) => name);
  const isTakenOver = (volume: ProjectVolume): boolean =>
    written.some((one) => one.takenOver === true && isSameVolume(one, volume));
  const nameless = [...mounted, ...left];
  const there: readonly OwnVolume[] = [
    ...mine,
    ...nameless.filter((volume) => !isTakenOver(volume)),
    ...takeOver(nameless.filter(isTakenOver)),
  ];
  const missing = written.filter((volume) => !there.some((one) => isSameVolume(one, volume)));
  return { own: there, ...others, staying, missing: missing.map(({ name }) => name) };
}

/**
 * Whether volumes hold nothing, as far as the Engine knows. It adds up every file of every volume: it is asked where that matters only, and may
 * not answer in time.
 */
async function emptiness(
  { docker }: Context,
  volumes: readonly ProjectVolume[],
): Promise<ReadonlyMap<string, boolean>> {
  if (volumes.length === 0) return new Map();
  const sizes = await docker.volumeSizes();
  return new Map(
    volumes.flatMap(({ name }): [string, boolean][] => {
      const size = sizes.get(name);
      return size === undefined ? [] : [[name, size === 0]];
    }),
  );
}

/** Anonymous volumes of containers that are gone. @param mounted those of containers that are there */
async function leftAnonymous(
  { docker }: Context,
  record: VolumeRecord | undefined,
  mounted: readonly ProjectVolume[],
): Promise<ProjectVolume[]> {
  const written = (record?.volumes ?? []).filter(
    ({ name }) => isAnonymous(name) && !mounted.some((one) => one.name === name),
  );
  if (written.length === 0) return [];
  const there = await docker.volumesNamed(written.map(({ name }) => name));
  return there.filter(({ name, createdAt }) => written.some((one) => one.name === name && one.createdAt === createdAt));
}

/**
 * Writes down the volumes that are an instance's, before what shows it (its containers) may go. That it cannot be written is warned of: it
 * costs a refusal later, and what is stopped or removed may be what makes room. The operation's lock must be held.
 *
 * @param whose.provisional they are not written down: what is in them is looked at again by whoever uses or removes them @default none
 * @param whose.doubtful as long as there are any of these two, the start that may have made them stays written down @default none
 * @param removed they are gone now
 * @throws CodedError `VOLUME_RECORD_UNREADABLE`, `ENGINE_RECORD_UNREADABLE`
 */
export async function rememberVolumes(
  context: Context,
  id: string,
  { own, provisional = [], doubtful = [] }: Pick<WhoseVolumes, 'own'> & Partial<WhoseVolumes>,
  removed: readonly ProjectVolume[] = [],
): Promise<void> {
  const [before, engine] = await Promise.all([readVolumeRecord(context, id), readEngineRecord(context, id)]);
  const starting = doubtful.length + provisional.length === 0 ? undefined : before?.starting;
  const lasting = own.filter((volume) => !provisional.some((one) => isSameVolume(one, volume)));
  // Where it is not written down on which Engine it is, this may be another: what it does not show is not gone.
  const unseen = engine === undefined ? (before?.volumes ?? []) : [];
  const elsewhere = unseen.filter((volume) => ![...own, ...removed].some((one) => isSameVolume(one, volume)));
  const record = { ...recordOf([...lasting, ...elsewhere]), ...(starting === undefined ? {} : { starting }) };
  if (JSON.stringify(before) === JSON.stringify(record)) return;
  await writeVolumeRecord(context, id, record).catch((error: unknown) => {
    if (!isCodedError(error)) throw error;
    context.report({ type: 'warning', text: error.message });
  });
}

/** A record of these volumes, and of no start. */
export function recordOf(own: readonly OwnVolume[]): VolumeRecord {
  return {
    volumes: own.map(({ name, createdAt, takenOver }) => ({
      name,
      createdAt,
      ...(takenOver === true ? { takenOver } : {}),
    })),
  };
}
