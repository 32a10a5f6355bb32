import type { Asking } from './asking.ts';
import type { ContainerStats } from './container-stats.ts';
import { type FilesRead, readFiles } from './read-files.ts';
import { isNamed, isNothing } from './filters.ts';
import type { InspectedContainer } from './inspected-container.ts';
import { type ContainerFilters, listContainersRequest } from './list-containers-request.ts';
import type { ListedContainer } from './listed-container.ts';
import { plainContainers } from './plain-containers.ts';
import type { ProcessList } from './process-list.ts';
import { pathOf } from './path-of.ts';
import type { QuestionOptions } from './question-options.ts';

/** Of one container: by its id, the beginning of that, or its name. */
export interface ContainerQuestions {
  /** Containers that match all the filters, stopped ones too unless `running` is set. */
  listContainers(filters?: ContainerFilters, options?: QuestionOptions): Promise<ListedContainer[]>;
  /** Undefined for a container that does not exist. */
  inspectContainer(id: string, options?: QuestionOptions): Promise<InspectedContainer | undefined>;
  /** All that the Engine says of it, as it says it: secrets in clear may be among it. Undefined for a container that does not exist. */
  containerDetails(id: string, options?: QuestionOptions): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** What it uses at this moment; undefined for a container that does not exist or does not run. */
  stats(id: string, options?: QuestionOptions): Promise<ContainerStats | undefined>;
  /** Its processes. @param psArgs what `ps` is run with. @default '-ef' */
  top(id: string, psArgs?: string, options?: QuestionOptions): Promise<ProcessList>;
  /**
   * The contents of the regular files at a path in it, or below, whether it runs or not, also where links lead to them; undefined where there is
   * nothing, or no such container.
   *
   * @param options `maxBytes`: after so many nothing more is read. @default 1_048_576
   */
  readFiles(
    id: string,
    path: string,
    options?: QuestionOptions & { readonly maxBytes?: number },
  ): Promise<FilesRead | undefined>;
  /**
   * Stops it; one that does not run stays as it is. @returns whether it exists
   *
   * @param options `graceSeconds`: after so long it is killed; otherwise what it was made with, or ten
   */
  stopContainer(id: string, options?: QuestionOptions & { readonly graceSeconds?: number }): Promise<boolean>;
  /** Stops a container and starts it again. @returns whether it existed */
  restartContainer(id: string, options?: QuestionOptions): Promise<boolean>;
  /** @throws CodedError `DOCKER_FAILED` also for a container that does not exist */
  unpauseContainer(id: string, options?: QuestionOptions): Promise<void>;
  /** @throws CodedError `DOCKER_FAILED` also for a container that does not exist */
  renameContainer(id: string, name: string, options?: QuestionOptions): Promise<void>;
  /** Removes it. @param options `force`: kills it first; `volumes`: with the volumes that the Engine has named for it. @returns whether it existed */
  removeContainer(
    id: string,
    options?: QuestionOptions & { readonly force?: boolean; readonly volumes?: boolean },
  ): Promise<boolean>;
}

export function containerQuestions({ ask, find, findBytes, tell, demand }: Asking): ContainerQuestions {
  return {
    async listContainers(filters = {}, options = {}) {
      if (isNothing(filters)) return [];
      const found = await ask(
        listContainersRequest(filters, options),
        async () => (await import('./schemas.ts')).listedContainers(),
        plainContainers,
      );
      return found.filter(({ name }) => isNamed(filters, name));
    },

    inspectContainer: async (id, options) =>
      await find({ doing: `inspect container ${id}`, path: pathOf('containers', id, '/json'), ...options }, async () =>
        (await import('./schemas.ts')).inspectedContainer(),
      ),

    containerDetails: async (id, options) =>
      await find({ doing: `inspect container ${id}`, path: pathOf('containers', id, '/json'), ...options }, async () =>
        (await import('./schemas.ts')).anyObject(),
      ),

    async stats(id, options) {
      const query = { stream: 'false', 'one-shot': 'true' };
      const doing = `ask what container ${id} uses`;
      const found = await find({ doing, path: pathOf('containers', id, '/stats'), query, ...options }, async () =>
        (await import('./schemas.ts')).containerStats(),
      );
      // Of one that does not run the Engine gives noughts, of no time.
      return found !== undefined && found.time > 0 ? found : undefined;
    },

    top: async (id, psArgs = '-ef', options = {}) =>
      await ask(
        {
          doing: `list the processes of container ${id}`,
          path: pathOf('containers', id, '/top'),
          query: { ps_args: psArgs },
          ...options,
        },
        async () => (await import('./schemas.ts')).processList(),
      ),

    async readFiles(id, path, { maxBytes = 1_048_576, ...options } = {}) {
      const archive = { path: pathOf('containers', id, '/archive'), maxBytes, ...options };
      return await readFiles(
        path,
        async (at) => await findBytes({ doing: `read ${at} in container ${id}`, query: { path: at }, ...archive }),
      );
    },

    stopContainer: async (id, { graceSeconds, ...options } = {}) =>
      await tell({
        doing: `stop container ${id}`,
        method: 'POST',
        path: pathOf('containers', id, '/stop'),
        query: { t: graceSeconds === undefined ? undefined : String(graceSeconds) },
        slow: true,
        ...options,
      }),

    restartContainer: async (id, options) =>
      await tell({
        doing: `restart container ${id}`,
        method: 'POST',
        path: pathOf('containers', id, '/restart'),
        slow: true,
        ...options,
      }),

    unpauseContainer: async (id, options) =>
      await demand({
        doing: `unpause container ${id}`,
        method: 'POST',
        path: pathOf('containers', id, '/unpause'),
        ...options,
      }),

    renameContainer: async (id, name, options) =>
      await demand({
        doing: `rename container ${id} to ${name}`,
        method: 'POST',
        path: pathOf('containers', id, '/rename'),
        query: { name },
        ...options,
      }),

    removeContainer: async (id, { force = false, volumes = false, ...options } = {}) =>
      await tell({
        doing: `remove container ${id}`,
        method: 'DELETE',
        path: pathOf('containers', id),
        query: { force: force ? '1' : undefined, v: volumes ? '1' : undefined },
        slow: true,
        ...options,
      }),
  };
}
