import type { Container } from '@ktrdr/compose-runner';
import { askWorkers } from './ask-workers.ts';
import { type Check, ok, type Problem, waiting } from './check.ts';
import { givenUpWorkers } from './given-up-workers.ts';
import { httpGet } from './http-get.ts';
import { describeForeignWorker, judgeWorkers } from './judge-workers.ts';
import { parseWorkers } from './parse-workers.ts';
import type { WorkersPlan } from './plan-checks.ts';

const LOOK_EVERY_MS = 1_000;

export interface WorkersOptions {
  /** Told once of each worker that is registered and none of this instance's, when all of those are. */
  readonly onForeign: (text: string) => void;
  readonly containers: () => Promise<readonly Container[]>;
  /** Restarts the container of a worker that has given up registering. */
  readonly restart: (container: Container) => Promise<void>;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
}

/**
 * Every worker service of the file has registered with the backend, and it is this instance's container that has. One that has given up is
 * restarted, once: it would never try again by itself.
 */
export function checkWorkers(
  { url, services, urls }: WorkersPlan,
  { onForeign, containers, restart, now = () => performance.now() }: WorkersOptions,
): Check {
  const told = new Set<string>();
  const givenUp = givenUpWorkers();
  return {
    name: 'workers',
    everyMs: LOOK_EVERY_MS,
    services: ['backend', ...services],
    after: ['backend'],
    async look(signal) {
      const answer = await httpGet(url, signal);
      const workers = answer.kind === 'answered' && answer.status === 200 ? parseWorkers(answer.body) : undefined;
      if (workers === undefined) {
        const why = answer.kind === 'failed' ? answer.reason : `${answer.status}: ${answer.body.trim().slice(0, 200)}`;
        return waiting({
          service: 'backend',
          reason: `${url} does not list the workers: ${why}`,
          meanwhile: 'starting',
        });
      }
      const ids = await askWorkers(urls, signal);
      const { registered, foreign } = judgeWorkers({ services, registered: workers, ids });
      const missing = services.filter((service) => !registered.includes(service));
      await Promise.all(givenUp({ missing, containers: await containers(), now: now() }).map(restart));
      if (missing.length > 0) {
        return waiting(
          ...missing.map((service): Problem => {
            const other = foreign.find((one) => one.service === service);
            if (other === undefined) return { service, reason: 'has not registered with the backend' };
            return {
              service,
              reason: `has not registered with the backend: the worker registered at ${other.url} is ${other.id}, and this one is ${ids.get(service)}`,
            };
          }),
        );
      }
      for (const text of foreign.map(describeForeignWorker).filter((one) => !told.has(one))) {
        told.add(text);
        onForeign(text);
      }
      return ok(`${services.length} registered`);
    },
  };
}
