import { CodedError } from '@ktrdr/errors';
import { engineUnreachable } from './engine-errors.ts';

/** A piece of what a container wrote. */
export interface Frame {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Buffer;
  /** Whether it is the beginning of one of the pieces that the Engine has made. */
  readonly begins: boolean;
}

const HEADER_BYTES = 8;
const SIZE_AT = 4;

/**
 * Takes a multiplexed stream apart: before each piece are eight bytes, of which the first is the stream that it belongs to and the last four its
 * length, the most significant byte first. A piece is given as it comes, also in parts.
 * Source: https://docs.docker.com/reference/api/engine/ (`POST /containers/{id}/attach`, "Stream format")
 *
 * @throws CodedError `ENGINE_UNREACHABLE` where the stream ends inside a piece, `UNEXPECTED_OUTPUT` for a header that is none
 */
export async function* framesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, void, undefined> {
  let waiting = Buffer.alloc(0);
  let stream: Frame['stream'] = 'stdout';
  let begins = false;
  let left = 0;
  for await (const piece of pieces) {
    let bytes = waiting.length === 0 ? Buffer.from(piece) : Buffer.concat([waiting, piece]);
    while (bytes.length > 0) {
      if (left === 0) {
        if (bytes.length < HEADER_BYTES) break;
        stream = streamIn(bytes);
        begins = true;
        left = bytes.readUInt32BE(SIZE_AT);
        bytes = bytes.subarray(HEADER_BYTES);
        continue;
      }
      const part = bytes.subarray(0, left);
      yield { stream, bytes: part, begins };
      begins = false;
      left -= part.length;
      bytes = bytes.subarray(part.length);
    }
    waiting = bytes;
  }
  if (waiting.length > 0 || left > 0) {
    throw engineUnreachable('the output of a container was cut off');
  }
}

// 0 is standard input, which is written to standard output; 3 is what the Engine itself has to say of a stream that it cannot go on with.
const STREAMS = ['stdout', 'stdout', 'stderr', 'stderr'] as const;

function streamIn(header: Buffer): Frame['stream'] {
  const stream = STREAMS[header[0] ?? STREAMS.length];
  if (stream === undefined || header[1] !== 0 || header[2] !== 0 || header[3] !== 0) {
    throw new CodedError('The Docker Engine sent the output of a container in an unknown format', {
      code: 'UNEXPECTED_OUTPUT',
      hint: 'Check the version of the Docker Engine: docker version',
      detail: header.subarray(0, HEADER_BYTES).toString('hex'),
    });
  }
  return stream;
}
