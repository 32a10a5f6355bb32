import { messageOf } from '@ktrdr/errors';

export type HttpAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'failed'; readonly reason: string };

const ANSWER_WITHIN_MS = 3_000;

/** One GET, without following redirects. */
export async function httpGet(url: string, signal?: AbortSignal): Promise<HttpAnswer> {
  const limit = AbortSignal.timeout(ANSWER_WITHIN_MS);
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    return { kind: 'answered', status: response.status, body: await response.text() };
  } catch (error) {
    if (limit.aborted) return { kind: 'failed', reason: `no answer within ${ANSWER_WITHIN_MS / 1000} s` };
    // fetch hides the reason ("connection refused") in the cause.
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { kind: 'failed', reason: messageOf(cause) };
  }
}
