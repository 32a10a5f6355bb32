import type { Readable } from 'node:stream';
import type { EngineConnection } from './connection.ts';
import { connectionFailure } from './connection-failure.ts';

/**
 * What comes of an Engine bit by bit. The stream ends with the loop that reads it.
 *
 * @throws CodedError `ENGINE_UNREACHABLE` where it is cut off; the reason of `signal` where that ended it
 */
export async function* pieces(
  stream: Readable,
  connection: EngineConnection,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const piece of stream) yield piece;
  } catch (error) {
    signal?.throwIfAborted();
    throw connectionFailure(error, await connection.endpoint());
  }
  signal?.throwIfAborted();
}
