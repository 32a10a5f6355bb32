import type { Asking } from './asking.ts';
import { type Frame, framesOf } from './frames-of.ts';
import { type LogLine, logLines } from './log-lines.ts';
import { pathOf } from './path-of.ts';
import { pieces } from './pieces.ts';
import { secondsOf } from './seconds-of.ts';
import type { Limits } from './within-limits.ts';

/** Which lines of a container's log. */
export interface LogsOptions extends Limits {
  /** Whether the lines to come are waited for. @default false */
  readonly follow?: boolean;
  /** Only so many of the last lines there are. @default all of them */
  readonly tail?: number | undefined;
  /** Only what was written since then, and until then, in milliseconds since 1970 by the Engine's clock. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** Whether each line comes with its time. @default false */
  readonly timestamps?: boolean;
}

const RAW = 'application/vnd.docker.raw-stream';

/** What a container has written, line by line. */
export async function* logsOf(
  { connection, ask }: Asking,
  id: string,
  { follow = false, tail, since, until, timestamps = false, ...limits }: LogsOptions,
): AsyncGenerator<LogLine, void, undefined> {
  const doing = `read the log of container ${id}`;
  // The answer begins with the first line: that the Engine answers at all, and has the container, is asked first.
  if (follow)
    await ask({ doing, path: pathOf('containers', id, '/json'), ...limits }, async () =>
      (await import('./schemas.ts')).anything(),
    );
  const query = {
    stdout: '1',
    stderr: '1',
    follow: follow ? '1' : undefined,
    tail: tail === undefined ? undefined : String(tail),
    since: secondsOf(since),
    until: secondsOf(until),
    timestamps: timestamps ? '1' : undefined,
  };
  const stream = await connection.stream({
    doing,
    path: pathOf('containers', id, '/logs'),
    query,
    quiet: follow,
    ...limits,
  });
  const { signal, timeoutMs } = limits;
  const read = pieces(stream, connection, { signal, ...(!follow && { silence: { doing, timeoutMs } }) });
  // A terminal has one stream, which is not taken apart.
  const raw = stream.headers['content-type'] === RAW;
  yield* logLines(raw ? oneStream(read) : framesOf(read), { timestamps, raw });
}

async function* oneStream(read: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, void, undefined> {
  for await (const bytes of read) yield { stream: 'stdout', bytes: Buffer.from(bytes), begins: false };
}
