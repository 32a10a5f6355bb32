import type { Asking } from './asking.ts';
import { type ContainerStats, containerStats } from './container-stats.ts';
import { isNamed, isNothing } from './filters.ts';
import { type InspectedContainer, inspectedContainer } from './inspected-container.ts';
import { type ContainerFilters, listContainersRequest } from './list-containers-request.ts';
import { type ListedContainer, listedContainers } from './listed-container.ts';
import { type ProcessList, processList } from './process-list.ts';
import { pathOf } from './path-of.ts';
import type { Limits } from './within-limits.ts';

/** Of one container: by its id, the beginning of that, or its name. */
export interface ContainerQuestions {
  listContainers(filters?: ContainerFilters, limits?: Limits): Promise<ListedContainer[]>;
  /** Undefined for a container that does not exist. */
  inspectContainer(id: string, limits?: Limits): Promise<InspectedContainer | undefined>;
  /** What it uses at this moment; undefined for a container that does not exist or does not run. */
  stats(id: string, limits?: Limits): Promise<ContainerStats | undefined>;
  /** Its processes. @param psArgs what `ps` is run with. @default '-ef' */
  top(id: string, psArgs?: string, limits?: Limits): Promise<ProcessList>;
  /**
   * Stops it; one that does not run stays as it is. @returns whether it exists
   *
   * @param options `graceSeconds`: after so long it is killed; otherwise what it was made with, or ten
   */
  stopContainer(id: string, options?: Limits & { readonly graceSeconds?: number }): Promise<boolean>;
  restartContainer(id: string, limits?: Limits): Promise<boolean>;
  unpauseContainer(id: string, limits?: Limits): Promise<boolean>;
  renameContainer(id: string, name: string, limits?: Limits): Promise<boolean>;
  /** Removes it. @param options `force`: kills it first; `volumes`: with the volumes that the Engine has named for it. @returns whether it existed */
  removeContainer(
    id: string,
    options?: Limits & { readonly force?: boolean; readonly volumes?: boolean },
  ): Promise<boolean>;
}

export function containerQuestions({ ask, find, tell }: Asking): ContainerQuestions {
  return {
    async listContainers(filters = {}, limits = {}) {
      if (isNothing(filters)) return [];
      const found = await ask(listContainersRequest(filters, limits), listedContainers);
      return found.filter(({ name }) => isNamed(filters, name));
    },

    inspectContainer: async (id, limits) =>
      await find(
        { doing: `inspect container ${id}`, path: pathOf('containers', id, '/json'), ...limits },
        inspectedContainer,
      ),

    async stats(id, limits) {
      const query = { stream: 'false', 'one-shot': 'true' };
      const doing = `ask what container ${id} uses`;
      const found = await find({ doing, path: pathOf('containers', id, '/stats'), query, ...limits }, containerStats);
      // Of one that does not run the Engine gives noughts, of no time.
      return found !== undefined && found.time > 0 ? found : undefined;
    },

    top: async (id, psArgs = '-ef', limits = {}) =>
      await ask(
        {
          doing: `list the processes of container ${id}`,
          path: pathOf('containers', id, '/top'),
          query: { ps_args: psArgs },
          ...limits,
        },
        processList,
      ),

    stopContainer: async (id, { graceSeconds, ...limits } = {}) =>
      await tell({
        doing: `stop container ${id}`,
        method: 'POST',
        path: pathOf('containers', id, '/stop'),
        query: { t: graceSeconds === undefined ? undefined : String(graceSeconds) },
        ...limits,
      }),

    restartContainer: async (id, limits) =>
      await tell({
        doing: `restart container ${id}`,
        method: 'POST',
        path: pathOf('containers', id, '/restart'),
        ...limits,
      }),

    unpauseContainer: async (id, limits) =>
      await tell({
        doing: `unpause container ${id}`,
        method: 'POST',
        path: pathOf('containers', id, '/unpause'),
        ...limits,
      }),

    renameContainer: async (id, name, limits) =>
      await tell({
        doing: `rename container ${id} to ${name}`,
        method: 'POST',
        path: pathOf('containers', id, '/rename'),
        query: { name },
        ...limits,
      }),

    removeContainer: async (id, { force = false, volumes = false, ...limits } = {}) =>
      await tell({
        doing: `remove container ${id}`,
        method: 'DELETE',
        path: pathOf('containers', id),
        query: { force: force ? '1' : undefined, v: volumes ? '1' : undefined },
        ...limits,
      }),
  };
}
