import * as z from 'zod/mini';

const worker = z.object({ endpoint_url: z.string(), status: z.string() });
const answer = z.union([
  z.array(worker),
  z.pipe(
    z.object({ workers: z.array(worker) }),
    z.transform(({ workers }) => workers),
  ),
]);

/**
 * The services whose workers are registered and usable, in the backend's answer to `GET /api/v1/workers`; undefined when
 * the answer is not of that form. A worker gets a new id at every start, so the host in its `endpoint_url`, which is the
 * service's name, tells which one it is.
 */
export function parseWorkers(body: string): string[] | undefined {
  const parsed = answer.safeParse(jsonOf(body));
  if (!parsed.success) return undefined;
  const usable = parsed.data.filter(({ status }) => status === 'available' || status === 'busy');
  return [...new Set(usable.flatMap(({ endpoint_url: url }) => (URL.canParse(url) ? [new URL(url).hostname] : [])))];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
