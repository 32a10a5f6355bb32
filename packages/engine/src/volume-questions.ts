import type { Asking } from './asking.ts';
import { byName } from './by-name.ts';
import { type Filters, filtersOf, isNamed, isNothing } from './filters.ts';
import { type Volume, volume, volumes } from './volume.ts';
import { pathOf } from './path-of.ts';
import type { QuestionOptions } from './question-options.ts';

export interface VolumeQuestions {
  /** By their names. */
  listVolumes(filters?: Filters, options?: QuestionOptions): Promise<Volume[]>;
  /** Undefined for a volume that does not exist. */
  inspectVolume(name: string, options?: QuestionOptions): Promise<Volume | undefined>;
  /** @returns whether it existed. One that a container mounts is refused: `DOCKER_FAILED` */
  removeVolume(name: string, options?: QuestionOptions): Promise<boolean>;
}

export function volumeQuestions({ ask, find, tell }: Asking): VolumeQuestions {
  return {
    async listVolumes(filters = {}, options = {}) {
      if (isNothing(filters)) return [];
      const query = { filters: filtersOf(filters) };
      const found = await ask({ doing: 'list volumes', path: '/volumes', query, ...options }, volumes);
      return byName(found.filter(({ name }) => isNamed(filters, name)));
    },
    inspectVolume: async (name, options) =>
      await find({ doing: `inspect volume ${name}`, path: pathOf('volumes', name), ...options }, volume),
    removeVolume: async (name, options) =>
      await tell({ doing: `remove volume ${name}`, method: 'DELETE', path: pathOf('volumes', name), ...options }),
  };
}
