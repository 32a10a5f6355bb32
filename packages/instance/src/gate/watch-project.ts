import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Container, EngineEvent } from '@ktrdr/compose-runner';
import type { Context } from '../context.ts';
import type { Death } from './judge-containers.ts';

/** What has become of a project's containers since the watch began. */
export interface ProjectWatch {
  /** The containers as they are, looked up again only after something happened or a while has passed. */
  containers(): Promise<readonly Container[]>;
  readonly deaths: readonly Death[];
  readonly outOfMemory: ReadonlySet<string>;
  /** Resolves when the first container runs: from then on the timeout counts. */
  readonly firstContainer: Promise<unknown>;
}

/** A look at the containers: waiting for the one before it, under way, or done. */
interface Look {
  /** How many events had come when it began, and when that was; undefined before it began. */
  begun?: { readonly events: number; readonly at: number };
  containers: Promise<readonly Container[]>;
}

const LOOK_AGAIN_AFTER_MS = 1_000;
/** A pause after a look, as a multiple of what it took: on a busy machine looking must not be what keeps it busy. */
const PAUSE = 2;
const LONGEST_PAUSE_MS = 2_000;
// A container that was only made changes nothing yet.
const CHANGES = /^(start|die|oom|destroy|health_status|restart|pause|unpause|stop|kill)/;

/** Watches until the signal aborts. The Engine's events say when to look, and are the only trace of a short crash. */
export function watchProject(context: Context, project: string, signal: AbortSignal): ProjectWatch {
  const deaths: Death[] = [];
  const outOfMemory = new Set<string>();
  const known = new Set<string>();
  let listedAt = -Infinity;
  let notBefore = 0;
  let events = 0;
  let latest: Look | undefined;
  const first = new EventEmitter();
  const firstContainer = once(first, 'started');
  const started = (): boolean => first.emit('started');

  const onEvent = (event: EngineEvent): void => {
    if (CHANGES.test(event.action)) events += 1;
    if (event.action === 'create') known.add(event.containerId);
    if (event.action === 'start') started();
    if (event.action === 'oom') outOfMemory.add(event.containerId);
    if (event.action === 'die') {
      deaths.push({ containerId: event.containerId, exitCode: event.exitCode ?? 0, time: event.time });
    }
  };
  // Looking again every second makes up for a stream of events that ends early.
  void context.docker.events(project, { since: context.now().getTime(), signal, onEvent }).catch(() => {});

  async function next(previous: Look | undefined, current: Pick<Look, 'begun'>): Promise<readonly Container[]> {
    // One at a time: an Engine that is busy with starting answers none the sooner for being asked twice.
    await previous?.containers.catch(() => {});
    await sleep(Math.max(0, notBefore - performance.now()), undefined, { signal });
    const at = performance.now();
    current.begun = { events, at };
    // The events told of every container that was made since the last list: one process in place of two.
    const isListed = at - listedAt < LOOK_AGAIN_AFTER_MS;
    const before = [...known];
    const containers = await (isListed ? context.docker.inspect(before) : context.docker.containers(project));
    const now = performance.now();
    notBefore = now + Math.min(LONGEST_PAUSE_MS, PAUSE * (now - at));
    if (!isListed) listedAt = at;
    for (const id of before) known.delete(id);
    for (const { id } of containers) known.add(id);
    if (containers.some(({ state }) => state === 'running')) started();
    return containers;
  }

  /** Nothing has happened since it began, nor has it grown old; or it has yet to begin. */
  const isCurrent = ({ begun }: Look): boolean =>
    begun === undefined || (begun.events === events && performance.now() - begun.at < LOOK_AGAIN_AFTER_MS);

  return {
    deaths,
    outOfMemory,
    firstContainer,
    async containers() {
      if (latest === undefined || !isCurrent(latest)) {
        const begin: Pick<Look, 'begun'> = {};
        latest = Object.assign(begin, { containers: next(latest, begin) });
      }
      return await latest.containers;
    },
  };
}
