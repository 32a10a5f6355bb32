import type { ProjectParts, ProjectVolume } from '@ktrdr/compose-runner';
import { cameWhileStarting } from './came-while-starting.ts';
import { isAgeKnown } from './is-age-known.ts';
import { isMadeWith } from './made-with.ts';
import type { VolumeRecord } from './volume-record.ts';

/** What tells whose the volumes of a Compose project are. */
export interface VolumeFacts {
  /** Its containers must be known to be the instance's own. */
  readonly parts: Pick<ProjectParts, 'containers' | 'volumes'>;
  /** Undefined for an instance that was registered before its volumes were written down. */
  readonly record: VolumeRecord | undefined;
  /** Whether it is written down that this instance was ever started. */
  readonly wasStarted: boolean;
  /** Whether it is the start itself that asks, which is at work since its record says so. */
  readonly isStarting?: boolean;
  /** The names of those that containers of the project mount which are of another directory. @default none */
  readonly mountedByOthers?: ReadonlySet<string>;
  /** Whether they hold nothing, by their names; without those of which nobody knows. */
  readonly isEmpty?: ReadonlyMap<string, boolean>;
}

/** A volume that an instance uses as its own. */
export interface OwnVolume extends ProjectVolume {
  /** Set where it was there before the instance, which somebody has let use it: with `--keep-volumes`, or by starting containers of it on it. */
  readonly takenOver?: true | undefined;
}

/** The volumes of a Compose project, by whose they are. */
export interface WhoseVolumes {
  readonly own: readonly OwnVolume[];
  /** Nothing shows that the instance made them: another registry's instance of that name may have. */
  readonly strange: readonly ProjectVolume[];
  /** Those of its own that are so for as long as they hold nothing: another instance of that name may have made them, and may yet fill them. */
  readonly provisional: readonly ProjectVolume[];
  /** Those of the strange ones that would be its own if they held nothing, which nobody could say. */
  readonly doubtful: readonly ProjectVolume[];
}

/**
 * Tells an instance's own volumes from others with the label of its project. Its own are those that were written down as such, and those that
 * its containers mount. Those that came since a start began that was killed are its own while they hold nothing: Compose makes volumes moments before the
 * containers that mount them, and what was put into one since was put there by somebody else's. Of an instance without a record, all are, if it
 * has containers or was started.
 *
 * What its containers mount that was neither written down nor made with them is taken over: a Compose command by hand uses whatever has the name. And so is
 * what does not tell its age: another one may have its name by now.
 */
export function whoseVolumes(facts: VolumeFacts): WhoseVolumes {
  const { volumes } = facts.parts;
  const isOwn = (volume: ProjectVolume): boolean =>
    isKnown(volume, facts) || (cameMeanwhile(volume, facts) && (facts.isEmpty?.get(volume.name) ?? false));
  const unsure = doubtfulVolumes(facts);
  const doubtful = unsure.filter(({ name }) => facts.isEmpty?.has(name) !== true);
  const provisional = unsure.filter(isOwn);
  const own = volumes.filter(isOwn).map((volume) => withMark(volume, facts));
  return { own, strange: volumes.filter((volume) => !isOwn(volume)), provisional, doubtful };
}

/** The volumes of which it must be known whether they hold anything. */
export function doubtfulVolumes(facts: VolumeFacts): readonly ProjectVolume[] {
  return facts.parts.volumes.filter((volume) => !isKnown(volume, facts) && cameMeanwhile(volume, facts));
}

function isKnown(volume: ProjectVolume, facts: VolumeFacts): boolean {
  const { parts, record, wasStarted, isStarting = false, mountedByOthers } = facts;
  if (parts.containers.some(({ volumes: mounted }) => mounted.includes(volume.name))) return true;
  if (record === undefined) return wasStarted || parts.containers.length > 0;
  // Another registry's start of the same name may have been at work at the same time.
  if (isStarting && cameMeanwhile(volume, facts) && mountedByOthers?.has(volume.name) !== true) return true;
  return record.volumes.some((one) => isSameVolume(one, volume));
}

function withMark(volume: ProjectVolume, facts: VolumeFacts): OwnVolume {
  return isTakenOver(volume, facts) ? { ...volume, takenOver: true } : volume;
}

function isTakenOver(volume: ProjectVolume, facts: VolumeFacts): boolean {
  const { record, parts } = facts;
  if (!isAgeKnown(volume)) return true;
  if (record === undefined) return false;
  const written = record.volumes.find((one) => isSameVolume(one, volume));
  if (written !== undefined) return written.takenOver === true;
  return !cameMeanwhile(volume, facts) && !isMadeWith(volume, parts.containers);
}

/** When that start began, every volume that was there was known to be the instance's. */
function cameMeanwhile(
  volume: ProjectVolume,
  { record, isStarting }: Pick<VolumeFacts, 'record' | 'isStarting'>,
): boolean {
  return record?.starting !== undefined && cameWhileStarting(volume, record.starting, isStarting);
}

/** Whether these are one volume: of its name, one that was made at another time is another one. */
export function isSameVolume(one: ProjectVolume, other: ProjectVolume): boolean {
  return one.name === other.name && one.createdAt === other.createdAt;
}
