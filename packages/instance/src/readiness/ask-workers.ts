import * as z from 'zod/mini';
import { httpGet } from './http-get.ts';

const self = z.object({ worker_id: z.string() });

/**
 * Asks workers for their ids, which they tell at `/`.
 *
 * @param urls their published ports' addresses, by service
 * @returns the ids by service, of those that answered
 */
export async function askWorkers(
  urls: ReadonlyMap<string, string>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const answers = await Promise.all(
    [...urls].map(async ([service, url]) => {
      const answer = await httpGet(`${url}/`, signal);
      const parsed = answer.kind === 'answered' ? self.safeParse(jsonOf(answer.body)) : undefined;
      return parsed?.success === true ? [[service, parsed.data.worker_id] as const] : [];
    }),
  );
  return new Map(answers.flat());
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
