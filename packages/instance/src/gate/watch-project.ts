import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Container, EngineEvent } from '@ktrdr/compose-runner';
import type { Context } from '../context.ts';
import type { Death } from './judge-containers.ts';

/** What has become of a project's containers since the watch began. */
export interface ProjectWatch {
  /** The containers as they are. The Engine is asked about those that its events name, and now and then about all. */
  containers(): Promise<readonly Container[]>;
  readonly deaths: readonly Death[];
  readonly outOfMemory: ReadonlySet<string>;
  /** Resolves when the first container runs: from then on the timeout counts. */
  readonly firstContainer: Promise<unknown>;
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
const LIST_PAUSE = 20;
const SHORTEST_LIST_PAUSE_MS = 1_000;
const LONGEST_LIST_PAUSE_MS = 10_000;
// A container that was only made changes nothing yet.
const CHANGES = /^(start|die|oom|destroy|health_status|restart|pause|unpause|stop|kill)/;

/** Watches until the signal aborts. The Engine's events say when to look and at what, and are the only trace of a short crash. */
export function watchProject(context: Context, project: string, signal: AbortSignal): ProjectWatch {
  const deaths: Death[] = [];
  const outOfMemory = new Set<string>();
  const news = new EventEmitter();
  const firstContainer = once(news, 'started');
  const containers = new Map<string, Container>();
  const named = new Set<string>();
  let events = 0;
  let isAsking = false;
  let listAt = -Infinity;
  let notBefore = 0;
  let latest: Look | undefined;

  /** Takes over what an event tells in full, which only this one does; of any other, the Engine is asked what it led to. */
  function takeOver({ action, containerId }: EngineEvent): boolean {
    const container = containers.get(containerId);
    // What is being asked for may be older than the event.
    if (action !== 'health_status: healthy' || isAsking || container === undefined) return false;
    containers.set(containerId, {
      ...container,
      health: { lastProbe: undefined, ...container.health, status: 'healthy' },
    });
    return true;
  }

  const onEvent = (event: EngineEvent): void => {
    if (event.action === 'start') news.emit('started');
    if (event.action === 'oom') outOfMemory.add(event.containerId);
    if (event.action === 'die') {
      deaths.push({ containerId: event.containerId, exitCode: event.exitCode ?? 0, time: event.time });
    }
    const isTaken = takeOver(event);
    if (!isTaken) named.add(event.containerId);
    if (!CHANGES.test(event.action)) return;
    if (!isTaken) events += 1;
    news.emit('change');
  };

  // Looking at everything now and then makes up for a stream of events that ends early.
  void context.docker.events(project, { since: context.now().getTime(), signal, onEvent }).catch(() => {});

  async function look(previous: Look | undefined, current: Pick<Look, 'begun'>): Promise<void> {
    // One at a time: an Engine that is busy with starting answers none the sooner for being asked twice.
    await previous?.done.catch(() => {});
    await sleep(Math.max(0, notBefore - performance.now()), undefined, { signal });
    const begin = performance.now();
    current.begun = events;
    const all = isListDue();
    if (all) listAt = Infinity;
    const ids = all ? [...containers.keys()] : [...named];
    named.clear();
    isAsking = true;
    const found = await (all ? context.docker.containers(project) : context.docker.inspect(ids));
    isAsking = false;
    const foundIds = new Set(found.map(({ id }) => id));
    for (const id of ids) if (!foundIds.has(id)) containers.delete(id);
    for (const container of found) containers.set(container.id, container);
    const end = performance.now();
    notBefore = end + Math.min(LONGEST_PAUSE_MS, PAUSE * (end - begin));
    if (all) {
      listAt = end + Math.min(LONGEST_LIST_PAUSE_MS, Math.max(SHORTEST_LIST_PAUSE_MS, LIST_PAUSE * (end - begin)));
    }
    if ([...containers.values()].some(({ state }) => state === 'running')) news.emit('started');
  }

  const isListDue = (): boolean => performance.now() >= listAt;

  /** Nothing has happened since it began, nor has it grown old; or it has yet to begin. */
  const isCurrent = ({ begun }: Look): boolean => begun === undefined || (begun === events && !isListDue());

  return {
    deaths,
    outOfMemory,
    firstContainer,
    async containers() {
      if (latest === undefined || !isCurrent(latest)) {
        const current: Pick<Look, 'begun'> = {};
        latest = Object.assign(current, { done: look(latest, current) });
      }
      await latest.done;
      return [...containers.values()];
    },
    change: async (until) => await once(news, 'change', { signal: until }).catch(() => {}),
  };
}
