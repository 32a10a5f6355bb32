import { type Check, ok, waiting } from './check.ts';
import { httpGet } from './http-get.ts';
import { parseWorkers } from './parse-workers.ts';

const LOOK_EVERY_MS = 1_000;

/** Every worker service of the file has registered with the backend. */
export function checkWorkers(url: string, services: readonly string[]): Check {
  return {
    name: 'workers',
    everyMs: LOOK_EVERY_MS,
    services: ['backend', ...services],
    after: ['backend'],
    async look(signal) {
      const answer = await httpGet(url, signal);
      const registered = answer.kind === 'answered' && answer.status === 200 ? parseWorkers(answer.body) : undefined;
      if (registered === undefined) {
        const why = answer.kind === 'failed' ? answer.reason : `${answer.status}: ${answer.body.trim().slice(0, 200)}`;
        return waiting({ service: 'backend', reason: `${url} does not list the workers: ${why}` });
      }
      const missing = services.filter((service) => !registered.includes(service));
      if (missing.length === 0) return ok(`${services.length} registered`);
      return waiting(...missing.map((service) => ({ service, reason: 'has not registered with the backend' })));
    },
  };
}
