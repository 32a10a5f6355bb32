import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from '@ktrdr/compose-runner';
import type { EngineEvent } from '@ktrdr/engine';
import type { Context } from '../core/context.ts';
import type { Death } from './judge-containers.ts';

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
  /** How many events had come when it began; undefined before it began. */
  begun?: number;
  done: Promise<void>;
}

/** A pause after a look, as a multiple of what it took: on a busy machine looking must not be what keeps it busy. */
const PAUSE = 2;
const LONGEST_PAUSE_MS = 2_000;
/** After how long everything is looked at anew, likewise: an Engine may drop an event, and what probes say is no event. */
const LIST_PAUSE = 50;
const SHORTEST_LIST_PAUSE_MS = 1_000;
const LONGEST_LIST_PAUSE_MS = 10_000;
// A container that was only made changes nothing yet.
const CHANGES = /^(start|die|oom|destroy|health_status|restart|pause|unpause|stop|kill)/;

/**
 * Watches until the signal aborts; the context's clock is to be the Engine's. The Engine's events say when to look and at what, and are the only trace of a short crash.
 */
export function watchProject(context: Context, project: string, signal: AbortSignal): ProjectWatch {
  const since = context.now().getTime();
  const deaths: Death[] = [];
  const outOfMemory = new Set<string>();
  const news = new EventEmitter().setMaxListeners(0);
  const firstContainer = once(news, 'started');
  const containers = new Map<string, Container>();
  const named = new Set<string>();
  let events = 0;
  const started = new Set<string>();
  let asked: 'all' | ReadonlySet<string> = new Set();
  let listAt = -Infinity;
  let longestListPause = LONGEST_LIST_PAUSE_MS;
  let notBefore = 0;
  let latest: Look | undefined;

  /** Takes over what an event tells in full, which only this one does; of any other, the Engine is asked what it led to. */
  function takeOver({ action, id, time }: EngineEvent): boolean {
    const container = containers.get(id);
    if (action !== 'health_status: healthy' || container?.state !== 'running') return false;
    // It may be of the run before, or newer than the answer to come.
    if (time < (container.startedAt ?? Infinity) || asked === 'all' || asked.has(id)) return false;
    containers.set(id, {
      ...container,
      health: { lastProbe: undefined, ...container.health, status: 'healthy' },
    });
    return true;
  }

  const onEvent = (event: EngineEvent): void => {
    const { id, action, attributes, time } = event;
    if (action === 'start') {
      if (!deaths.some(({ containerId }) => containerId === id)) started.add(id);
      news.emit('started');
    }
    if (action === 'oom') outOfMemory.add(id);
    if (action === 'die') deaths.push({ containerId: id, exitCode: Number(attributes['exitCode'] ?? 0), time });
    const isTaken = takeOver(event);
    if (!isTaken) named.add(id);
    if (!CHANGES.test(action)) return;
    if (!isTaken) events += 1;
    news.emit('change');
  };

  async function watch(): Promise<void> {
    await context.docker.events(project, { since, signal, onEvent }).catch(() => {});
    // They ended early: looking at everything often makes up for it.
    longestListPause = SHORTEST_LIST_PAUSE_MS;
    listAt = -Infinity;
  }
  void watch();

  async function look(previous: Look | undefined, current: Pick<Look, 'begun'>): Promise<void> {
    // One at a time: an Engine that is busy with starting answers none the sooner for being asked twice.
    await previous?.done.catch(() => {});
    await sleep(Math.max(0, notBefore - performance.now()), undefined, { signal });
    const begin = performance.now();
    current.begun = events;
    const all = isListDue();
    const ids = all ? [...containers.keys()] : [...named];
    named.clear();
    asked = all ? 'all' : new Set(ids);
    const found = await (all ? context.docker.containers(project) : context.docker.inspect(ids)).catch(
      (error: unknown) => {
        // What it was to tell is not known: the next look asks for all.
        asked = new Set();
        listAt = -Infinity;
        throw error;
      },
    );
    asked = new Set();
    const foundIds = new Set(found.map(({ id }) => id));
    for (const id of ids) if (!foundIds.has(id)) containers.delete(id);
    for (const container of found) containers.set(container.id, container);
    const end = performance.now();
    notBefore = end + Math.min(LONGEST_PAUSE_MS, PAUSE * (end - begin));
    if (all) {
      listAt = end + Math.min(longestListPause, Math.max(SHORTEST_LIST_PAUSE_MS, LIST_PAUSE * (end - begin)));
    }
    if (found.some(({ state, startedAt }) => state === 'running' && (startedAt ?? 0) >= since)) news.emit('started');
  }

  const isListDue = (): boolean => asked !== 'all' && performance.now() >= listAt;

  /** Nothing has happened since it began, nor has it grown old; or it has yet to begin. */
  const isCurrent = ({ begun }: Look): boolean => begun === undefined || (begun === events && !isListDue());

  return {
    deaths,
    outOfMemory,
    started,
    firstContainer,
    async containers() {
      if (latest === undefined || !isCurrent(latest)) {
        const current: Pick<Look, 'begun'> = {};
        latest = Object.assign(current, { done: look(latest, current) });
      }
      await latest.done;
      return [...containers.values()];
    },
    lookAtAll() {
      listAt = -Infinity;
      notBefore = 0;
    },
    change: async (until) => await once(news, 'change', { signal: until }).catch(() => {}),
  };
}
