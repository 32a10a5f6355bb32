import { type Check, ok, waiting } from './check.ts';
import { httpGet } from './http-get.ts';

export interface HttpCheck {
  readonly service: string;
  readonly url: string;
  /** Whether a 200 with this body is the answer that is meant. @default any body */
  readonly accepts?: (body: string) => boolean;
}

const LOOK_EVERY_MS = 1_000;

/** A service answers 200 on its published port. */
export function checkHttp({ service, url, accepts = () => true }: HttpCheck): Check {
  return {
    name: service,
    everyMs: LOOK_EVERY_MS,
    services: [service],
    async look(signal) {
      const answer = await httpGet(url, signal);
      if (answer.kind === 'failed') {
        return waiting({ service, reason: `${url} does not answer: ${answer.reason}`, meanwhile: 'starting' });
      }
      if (answer.status === 200 && accepts(answer.body)) return ok();
      return waiting({ service, reason: `${url} answers ${answer.status}: ${answer.body.trim().slice(0, 200)}` });
    },
  };
}
