import type { Asking } from './asking.ts';
import { byName } from './by-name.ts';
import { type Filters, filtersOf, isNamed, isNothing } from './filters.ts';
import type { Volume } from './volume.ts';
import { pathOf } from './path-of.ts';
import type { QuestionOptions } from './question-options.ts';

/** Of volumes, by their names. */
export interface VolumeQuestions {
  /** By their names. */
  listVolumes(filters?: Filters, options?: QuestionOptions): Promise<Volume[]>;
  /** Undefined for a volume that does not exist. */
  inspectVolume(name: string, options?: QuestionOptions): Promise<Volume | undefined>;
  /** The bytes that each holds, by its name; without those of which the Engine does not know it. It adds up every file of all of them, which may take long. */
  volumeSizes(options?: QuestionOptions): Promise<ReadonlyMap<string, number>>;
  /** @returns whether it existed. One that a container mounts is refused: `DOCKER_FAILED` */
  removeVolume(name: string, options?: QuestionOptions): Promise<boolean>;
}

export function volumeQuestions({ ask, find, tell }: Asking): VolumeQuestions {
  return {
    async listVolumes(filters = {}, options = {}) {
      if (isNothing(filters)) return [];
      const query = { filters: filtersOf(filters) };
      const found = await ask({ doing: 'list volumes', path: '/volumes', query, ...options }, async () =>
        (await import('./schemas.ts')).volumes(),
      );
      return byName(found.filter(({ name }) => isNamed(filters, name)));
    },
    inspectVolume: async (name, options) =>
      await find({ doing: `inspect volume ${name}`, path: pathOf('volumes', name), ...options }, async () =>
        (await import('./schemas.ts')).volume(),
      ),
    volumeSizes: async (options) =>
      await ask(
        { doing: 'ask what volumes hold', path: '/system/df', query: { type: 'volume' }, slow: true, ...options },
        async () => (await import('./schemas.ts')).volumeSizes(),
      ),
    removeVolume: async (name, options) =>
      await tell({
        doing: `remove volume ${name}`,
        method: 'DELETE',
        path: pathOf('volumes', name),
        slow: true,
        ...options,
      }),
  };
}
