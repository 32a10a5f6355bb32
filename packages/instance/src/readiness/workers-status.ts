import type { Container } from '@ktrdr/compose-runner';
import { urlHost } from '../core/url-host.ts';
import { WORKER_VARIABLES } from '../core/worker-variables.ts';
import { askWorkers } from './ask-workers.ts';
import { type HttpAnswer, httpGet } from './http-get.ts';
import { type ForeignWorker, judgeWorkers } from './judge-workers.ts';
import { parseWorkers, type RegisteredWorker } from './parse-workers.ts';

/** Worker services with a container, those of them that the backend knows as usable, and the names of the others; and whom else it knows. */
export interface WorkersStatus {
  readonly expected: number;
  readonly registered: number;
  readonly missing: readonly string[];
  readonly foreign: readonly ForeignWorker[];
}

/** What the backend and the workers said, with what follows from it. */
export interface WorkersAnswer {
  readonly status: WorkersStatus;
  /** Whom the backend knows as usable; undefined where it did not say. */
  readonly registered: readonly RegisteredWorker[] | undefined;
  /** What the workers say who they are, by service, of those that said it. */
  readonly ids: ReadonlyMap<string, string>;
  /** What came instead of an answer from a backend that runs; undefined where it answered. */
  readonly instead: HttpAnswer | undefined;
  /** How long the backend took to answer, or was waited for (ms). */
  readonly tookMs: number;
}

/**
 * Asks the backend and the workers, which are asked again each time.
 *
 * @param withinMs how long the backend may take to answer
 */
export async function askForWorkers(
  containers: readonly Container[],
  host: string,
  withinMs?: number,
): Promise<WorkersAnswer> {
  const workers = containers.filter(isWorker);
  const services = [...new Set(workers.map(({ service }) => service))].toSorted();
  const urls = services.flatMap((service): [string, string][] => {
    const own = workers.filter((one) => one.service === service).flatMap(({ ports }) => ports);
    const published = new Set(own.map((port) => port.published));
    const [port] = published;
    return port === undefined || published.size > 1 ? [] : [[service, `http://${urlHost(host)}:${port}`]];
  });
  const [{ answer, tookMs }, ids] = await Promise.all([
    askBackend(containers, host, withinMs),
    askWorkers(new Map(urls)),
  ]);
  const isSaid = answer?.kind === 'answered' && answer.status === 200;
  const registered = isSaid ? parseWorkers(answer.body) : undefined;
  const verdict = judgeWorkers({ services, registered: registered ?? [], ids });
  // The backend goes on listing a dead one for a while.
  const alive = new Set(containers.filter(({ state }) => state === 'running').map(({ service }) => service));
  const missing = services.filter((service) => !verdict.registered.includes(service) || !alive.has(service));
  const { foreign } = verdict;
  const status = { expected: services.length, registered: services.length - missing.length, missing, foreign };
  return { status, registered, ids, instead: isSaid ? undefined : answer, tookMs };
}

/** A job reports at its end, and registers nowhere. */
export function isWorker({ variables }: Pick<Container, 'variables'>): boolean {
  return WORKER_VARIABLES.some((name) => variables.includes(name));
}

/** No answer where it does not run, or has no port. */
async function askBackend(
  containers: readonly Container[],
  host: string,
  withinMs?: number,
): Promise<{ readonly answer: HttpAnswer | undefined; readonly tookMs: number }> {
  const backend = containers.find(({ service, state }) => service === 'backend' && state === 'running');
  const port = backend?.ports.find(({ target }) => target === 8000);
  if (port === undefined) return { answer: undefined, tookMs: 0 };
  const begin = performance.now();
  const answer = await httpGet(`http://${urlHost(host)}:${port.published}/api/v1/workers`, undefined, withinMs);
  return { answer, tookMs: performance.now() - begin };
}
