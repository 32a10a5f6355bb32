import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from '@ktrdr/compose-runner';
import type { Context } from '../core/context.ts';
import type { Death } from './judge-containers.ts';
import {
  allWanted,
  beginWatch,
  eventCame,
  eventsEnded,
  isListDue,
  lookBegan,
  lookEnded,
  lookFailed,
  type WatchState,
  type WatchNews,
} from './watch-state.ts';

/** What has become of a project's containers since the watch began. */
export interface ProjectWatch {
  /** The containers as they are. The Engine is asked about those that its events name, and now and then about all. */
  containers(): Promise<readonly Container[]>;
  readonly deaths: readonly Death[];
  readonly outOfMemory: ReadonlySet<string>;
  /** Ids of containers that were started since the watch began, and not because they had died. */
  readonly started: ReadonlySet<string>;
  /** Resolves when the first container has been started since the watch began: one that ran before says nothing of how far the start is. */
  readonly firstContainer: Promise<unknown>;
  /** The next look is at all of them, and at once: whatever the events have told, or have not. */
  lookAtAll(): void;
  /** Resolves when something happens to a container, or the signal aborts. */
  readonly change: (signal: AbortSignal) => Promise<unknown>;
}

/** A look at the containers: waiting for the one before it, under way, or done. */
interface Look {
  /** How many events had come that only a look explains, when it began; undefined before it began. */
  begun?: number;
  done: Promise<void>;
}

/**
 * Watches until the signal aborts; the context's clock is to be the Engine's. The Engine's events say when to look and at what, and are the only trace
 * of a short crash. What is known, and what follows from it, is in `watch-state.ts`.
 */
export function watchProject(context: Context, project: string, signal: AbortSignal): ProjectWatch {
  const news = new EventEmitter().setMaxListeners(0);
  const firstContainer = once(news, 'started');
  let state: WatchState = beginWatch(context.now().getTime());
  let latest: Look | undefined;

  function become(next: { readonly state: WatchState; readonly news: readonly WatchNews[] }): void {
    state = next.state;
    for (const one of next.news) news.emit(one);
  }

  async function watch(): Promise<void> {
    const { since } = state;
    const onEvent = (event: Parameters<typeof eventCame>[1]): void => become(eventCame(state, event));
    await context.docker.events(project, { since, signal, onEvent }).catch(() => {});
    state = eventsEnded(state);
  }
  void watch();

  async function look(previous: Look | undefined, current: Pick<Look, 'begun'>): Promise<void> {
    // One at a time: an Engine that is busy with starting answers none the sooner for being asked twice.
    await previous?.done.catch(() => {});
    await sleep(Math.max(0, state.notBefore - performance.now()), undefined, { signal });
    const begin = performance.now();
    const begun = lookBegan(state, begin);
    current.begun = state.unexplained;
    ({ state } = begun);
    const { all, ids } = begun.look;
    try {
      const found = await (all ? context.docker.containers(project) : context.docker.inspect(ids));
      become(lookEnded(state, begun.look, { found, begin, end: performance.now() }));
    } catch (error) {
      state = lookFailed(state);
      throw error;
    }
  }

  /** Nothing has happened since it began, nor has it grown old; or it has yet to begin. */
  const isCurrent = ({ begun }: Look): boolean =>
    begun === undefined || (begun === state.unexplained && !isListDue(state, performance.now()));

  return {
    get deaths() {
      return state.deaths;
    },
    get outOfMemory() {
      return state.outOfMemory;
    },
    get started() {
      return state.started;
    },
    firstContainer,
    async containers() {
      if (latest === undefined || !isCurrent(latest)) {
        const current: Pick<Look, 'begun'> = {};
        latest = Object.assign(current, { done: look(latest, current) });
      }
      await latest.done;
      return [...state.containers.values()];
    },
    lookAtAll() {
      state = allWanted(state);
    },
    change: async (until) => await once(news, 'change', { signal: until }).catch(() => {}),
  };
}
