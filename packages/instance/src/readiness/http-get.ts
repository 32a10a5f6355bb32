import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { messageOf } from '@ktrdr/errors';

export type HttpAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'failed'; readonly reason: string };

const ANSWER_WITHIN_MS = 3_000;

/**
 * One GET by plain HTTP, without following redirects. (fetch takes ten times as long to load.)
 *
 * @param withinMs how long the answer may take
 */
export async function httpGet(url: string, signal?: AbortSignal, withinMs = ANSWER_WITHIN_MS): Promise<HttpAnswer> {
  const limit = AbortSignal.timeout(withinMs);
  const either = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(url, { agent: false, signal: either }, resolve).once('error', reject);
    });
    return { kind: 'answered', status: response.statusCode ?? 0, body: await text(response) };
  } catch (error) {
    if (limit.aborted) return { kind: 'failed', reason: `no answer within ${withinMs / 1000} s` };
    return { kind: 'failed', reason: messageOf(error) };
  }
}
