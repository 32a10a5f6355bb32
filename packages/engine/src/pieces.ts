import type { Readable } from 'node:stream';
import type { EngineConnection } from './connection.ts';
import { connectionFailure } from './connection-failure.ts';
import { dockerTimeout } from './engine-errors.ts';
import { withinLimits } from './within-limits.ts';

export interface PiecesOptions {
  readonly signal?: AbortSignal | undefined;
  /** For how long the next piece may be waited for, where the Engine has all that it is to give. @default for ever */
  readonly silence?: { readonly doing: string; readonly timeoutMs?: number | undefined };
}

/**
 * What comes of an Engine bit by bit. The stream ends with the loop that reads it.
 *
 * @throws CodedError `ENGINE_UNREACHABLE` where it is cut off, `DOCKER_TIMEOUT` where it stops in the middle; the reason of `signal` where that ended it
 */
export async function* pieces(
  stream: Readable,
  connection: EngineConnection,
  { signal, silence }: PiecesOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const reading = stream[Symbol.asyncIterator]();
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    try {
      return await reading.next();
    } catch (error) {
      signal?.throwIfAborted();
      throw connectionFailure(error, await connection.endpoint());
    }
  };
  const nextInTime = async (): Promise<IteratorResult<Uint8Array>> => {
    if (silence === undefined) return await next();
    const { doing, timeoutMs = 60_000 } = silence;
    const endpoint = await connection.endpoint();
    const expired = (): Error => dockerTimeout(doing, `${endpoint}: nothing came for ${timeoutMs / 1000} s`);
    return await withinLimits({ timeoutMs, signal }, expired, next);
  };
  try {
    for (let piece = await nextInTime(); piece.done !== true; piece = await nextInTime()) yield piece.value;
  } finally {
    stream.destroy();
  }
  signal?.throwIfAborted();
}
