import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { dialStream } from './dial-stream.ts';
import type { Way } from './find-endpoint.ts';

/** Opens a stream to an Engine. What goes wrong is its `error` event. */
export function openStream(way: Way): Duplex {
  return way.kind === 'socket' ? connect(way.path) : dialStream(way);
}
