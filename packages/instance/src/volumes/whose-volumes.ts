import type { ProjectParts, ProjectVolume } from '@ktrdr/compose-runner';
import { cameWhileStarting } from './came-while-starting.ts';
import type { VolumeRecord } from './volume-record.ts';

/** What tells whose the volumes of a Compose project are. */
export interface VolumeFacts {
  /** Its containers must be known to be the instance's own. */
  readonly parts: Pick<ProjectParts, 'containers' | 'volumes'>;
  /** Undefined for an instance that was registered before its volumes were written down. */
  readonly record: VolumeRecord | undefined;
  /** Whether it is written down that this instance was ever started. */
  readonly wasStarted: boolean;
}

/** The volumes of a Compose project, by whose they are. */
export interface WhoseVolumes {
  readonly own: readonly ProjectVolume[];
  /** Nothing shows that the instance made them: another registry's instance of that name may have. */
  readonly strange: readonly ProjectVolume[];
}

/**
 * Tells an instance's own volumes from others with the label of its project. Its own are those that were written down as such, those
 * that came while it was being started (that start may have been killed), and those that its containers mount. Of an instance without a
 * record, all are, if it has containers or was started.
 */
export function whoseVolumes({ parts, record, wasStarted }: VolumeFacts): WhoseVolumes {
  const { containers, volumes } = parts;
  const isOwn = (volume: ProjectVolume): boolean => {
    if (containers.some(({ volumes: mounted }) => mounted.includes(volume.name))) return true;
    if (record === undefined) return wasStarted || containers.length > 0;
    const { starting } = record;
    // When the start began, every volume that was there was known to be the instance's.
    const wasMade = starting !== undefined && cameWhileStarting(volume, starting);
    return wasMade || record.volumes.some((one) => isSameVolume(one, volume));
  };
  return { own: volumes.filter(isOwn), strange: volumes.filter((volume) => !isOwn(volume)) };
}

/** Whether these are one volume: of its name, one that was made at another time is another one. */
export function isSameVolume(one: ProjectVolume, other: ProjectVolume): boolean {
  return one.name === other.name && one.createdAt === other.createdAt;
}
