import { type Agent, type IncomingMessage, request } from 'node:http';
import { hasCode } from '@ktrdr/errors';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its query. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/**
 * Sends a request, and reads its response with `read`.
 *
 * @param signal ends both
 */
export async function exchange<T>(
  agent: Agent,
  sent: HttpRequest,
  signal: AbortSignal,
  read: (response: IncomingMessage) => Promise<T>,
): Promise<T> {
  const { method, path, body } = sent;
  const text = body === undefined ? undefined : JSON.stringify(body);
  const outgoing = request({
    agent,
    method,
    path,
    signal,
    headers: {
      Host: 'docker',
      'User-Agent': 'ktrdr-engine',
      ...(text === undefined
        ? {}
        : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) }),
    },
  });
  let answered = false;
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.on('response', resolve).on('error', reject).end(text);
    });
    answered = true;
    return await read(response);
  } catch (error) {
    signal.throwIfAborted();
    // The Engine may end a connection that nobody used in the very moment in which it is used again.
    // Source: https://nodejs.org/api/http.html#requestreusedsocket
    const isStale = !answered && outgoing.reusedSocket && (hasCode(error, 'ECONNRESET') || hasCode(error, 'EPIPE'));
    if (isStale && method === 'GET') return await exchange(agent, sent, signal, read);
    throw error;
  }
}
