import type { Engine } from '@ktrdr/engine';

/** A container that has a volume mounted. */
export interface VolumeUser {
  readonly volume: string;
  readonly id: string;
  readonly container: string;
  /** `running`, `exited`, `created`, …: the Engine removes no volume of a stopped one either. */
  readonly state: string;
}

/** Asks which containers have these volumes mounted, of any project or of none, also stopped ones and those that never ran. */
export async function volumeUsers(
  names: readonly string[],
  engine: Pick<Engine, 'listContainers'>,
): Promise<VolumeUser[]> {
  if (names.length === 0) return [];
  const containers = await engine.listContainers({}, { doing: 'find out who uses volumes' });
  return containers.flatMap(({ id, name: container, state, mounts }) =>
    names
      .filter((volume) => mounts.some(({ type, name }) => type === 'volume' && name === volume))
      .map((volume) => ({ volume, id, container, state })),
  );
}
