import { type ComposeConfig, undouble } from '@ktrdr/compose-runner';
import type { Instance } from '../../core/instance.ts';

/** A resolved Compose file whose volumes have the names that the start gives them, by their keys. */
export function withVolumeNames(config: ComposeConfig, renamed: Readonly<Record<string, string>>): ComposeConfig {
  const volumes = Object.entries(config.volumes ?? {}).map(([key, volume]) => {
    const name = renamed[key];
    return [key, name === undefined ? volume : { ...volume, name }];
  });
  return { ...config, volumes: Object.fromEntries(volumes) };
}

/**
 * Names for the volumes to which the file gives a fixed one, by their keys: every sandbox has volumes of its own, or the first one that is
 * destroyed would take the data of all. local-prod keeps the file's names, under which its data may be already. A volume that the file calls
 * external is meant to be shared.
 */
export function planVolumes({ volumes }: ComposeConfig, { id, slot }: Instance): Readonly<Record<string, string>> {
  if (slot === 0) return {};
  return Object.fromEntries(
    Object.entries(volumes ?? {}).flatMap(([key, volume]) => {
      const isFixed = volume?.external !== true && volume?.name != null && !undouble(volume.name).includes(id);
      return isFixed ? [[key, `${id}_${key}`]] : [];
    }),
  );
}
