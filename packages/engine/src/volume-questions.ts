import type { Asking } from './asking.ts';
import { type Filters, filtersOf, isNamed, isNothing } from './filters.ts';
import { type Volume, volume, volumes } from './volume.ts';
import { pathOf } from './path-of.ts';
import type { Limits } from './within-limits.ts';

export interface VolumeQuestions {
  listVolumes(filters?: Filters, limits?: Limits): Promise<Volume[]>;
  /** Undefined for a volume that does not exist. */
  inspectVolume(name: string, limits?: Limits): Promise<Volume | undefined>;
  /** @returns whether it existed. One that a container mounts is refused: `DOCKER_FAILED` */
  removeVolume(name: string, limits?: Limits): Promise<boolean>;
}

export function volumeQuestions({ ask, find, tell }: Asking): VolumeQuestions {
  return {
    async listVolumes(filters = {}, limits = {}) {
      if (isNothing(filters)) return [];
      const query = { filters: filtersOf(filters) };
      const found = await ask({ doing: 'list volumes', path: '/volumes', query, ...limits }, volumes);
      return found.filter(({ name }) => isNamed(filters, name));
    },
    inspectVolume: async (name, limits) =>
      await find({ doing: `inspect volume ${name}`, path: pathOf('volumes', name), ...limits }, volume),
    removeVolume: async (name, limits) =>
      await tell({ doing: `remove volume ${name}`, method: 'DELETE', path: pathOf('volumes', name), ...limits }),
  };
}
