import type { RegisteredWorker } from './parse-workers.ts';

export interface WorkerFacts {
  /** The instance's worker services. */
  readonly services: readonly string[];
  readonly registered: readonly RegisteredWorker[];
  /** What the workers themselves say who they are, by service; one that does not say is not in it. */
  readonly ids: ReadonlyMap<string, string>;
}

/** A registration that is no worker of this instance's. */
export interface ForeignWorker {
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly url: string;
  /** The service whose name it registered under; undefined where the name is of none. */
  readonly service: string | undefined;
}

export interface WorkersVerdict {
  /** Services whose own worker is registered. */
  readonly registered: readonly string[];
  readonly foreign: readonly ForeignWorker[];
}

/** How containers reach services that run on the host; KTRDR's training service registers itself with it. */
const HOST = 'host.docker.internal';

/**
 * Which of the registered workers are this instance's. The host in the address tells the service; whether it is this instance's container
 * that registered there, and not one of the same name of another stack, only the worker's id tells, which it says itself.
 *
 * Under the very URL of one that is registered itself, another id is its own earlier run: KTRDR's backend keeps one worker for each URL
 * (`register_worker` in its `worker_registry.py`), and its earlier builds kept both. When a worker registered, it does not list.
 */
export function judgeWorkers({ services, registered, ids }: WorkerFacts): WorkersVerdict {
  const isOwn = ({ id, host }: RegisteredWorker): boolean => {
    const said = ids.get(host);
    return services.includes(host) && (said === undefined || id === undefined || id === said);
  };
  const own = registered.filter(isOwn);
  return {
    registered: services.filter((service) => own.some(({ host }) => host === service)),
    foreign: registered
      .filter((worker) => worker.host !== HOST && !isOwn(worker) && !own.some(({ url }) => url === worker.url))
      .map(({ id, type, url, host }) => ({ id, type, url, service: services.includes(host) ? host : undefined })),
  };
}

/** One foreign worker in words: `backtesting at http://backtest-worker-9:5003`. */
export function describeForeignWorker({ type, url, service }: ForeignWorker): string {
  const where = `${type ?? 'a worker'} at ${url}`;
  return service === undefined ? where : `${where}, whose id is not that of service ${service}`;
}
