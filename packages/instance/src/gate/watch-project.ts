import { EventEmitter, once } from 'node:events';
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

const LOOK_AGAIN_AFTER_MS = 1_000;

/** Watches until the signal aborts. The Engine's events say when to look, and are the only trace of a short crash. */
export function watchProject(context: Context, project: string, signal: AbortSignal): ProjectWatch {
  const deaths: Death[] = [];
  const outOfMemory = new Set<string>();
  let known: { readonly containers: readonly Container[]; readonly at: number } | undefined;
  const first = new EventEmitter();
  const firstContainer = once(first, 'started');
  const started = (): boolean => first.emit('started');

  const onEvent = (event: EngineEvent): void => {
    if (/^(create|start|die|oom|destroy|health_status|restart|pause|unpause|stop|kill)/.test(event.action))
      known = undefined;
    if (event.action === 'start') started();
    if (event.action === 'oom') outOfMemory.add(event.containerId);
    if (event.action === 'die') {
      deaths.push({ containerId: event.containerId, exitCode: event.exitCode ?? 0, time: event.time });
    }
  };
  // Looking again every second makes up for a stream of events that ends early.
  void context.docker.events(project, { since: context.now().getTime(), signal, onEvent }).catch(() => {});

  return {
    deaths,
    outOfMemory,
    firstContainer,
    async containers() {
      const now = performance.now();
      if (known !== undefined && now - known.at < LOOK_AGAIN_AFTER_MS) return known.containers;
      const current: NonNullable<typeof known> = { containers: [], at: now };
      known = current;
      const containers = await context.docker.containers(project);
      if (containers.some(({ state }) => state === 'running')) started();
      // An event that came meanwhile has already asked for another look.
      if (known === current) known = { containers, at: now };
      return containers;
    },
  };
}
