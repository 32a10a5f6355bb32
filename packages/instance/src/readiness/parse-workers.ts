import * as z from 'zod/mini';

const worker = z.object({
  worker_id: z.optional(z.string()),
  worker_type: z.optional(z.string()),
  endpoint_url: z.string(),
  status: z.string(),
});
const answer = z.union([
  z.array(worker),
  z.pipe(
    z.object({ workers: z.array(worker) }),
    z.transform(({ workers }) => workers),
  ),
]);

/** A worker that a backend counts as usable. */
export interface RegisteredWorker {
  /** New at every start of the worker. */
  readonly id: string | undefined;
  readonly type: string | undefined;
  /** Where the backend reaches it. */
  readonly url: string;
  /** The host in that address: of a worker in a container, its service. */
  readonly host: string;
}

/**
 * The workers that are registered and usable, in the backend's answer to `GET /api/v1/workers`; undefined when the answer is not of that
 * form. One whose address is none is left out.
 */
export function parseWorkers(body: string): RegisteredWorker[] | undefined {
  const parsed = answer.safeParse(jsonOf(body));
  if (!parsed.success) return undefined;
  return parsed.data.flatMap(({ worker_id: id, worker_type: type, endpoint_url: url, status }) => {
    const usable = status === 'available' || status === 'busy';
    return usable && URL.canParse(url) ? [{ id, type, url, host: new URL(url).hostname }] : [];
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
