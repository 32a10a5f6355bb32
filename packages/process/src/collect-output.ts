import type { Readable } from 'node:stream';
import type { OutputLine } from './run.ts';

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

const STREAMS = ['stdout', 'stderr'] as const;

/**
 * Reads what a child writes. With a reader of its own, output that may be endless is not kept as well.
 *
 * @param most how much of a stream is kept, in UTF-16 units; `onMore` is told where there is more. Without a reader alone
 * @returns what gives, at its end, all that it wrote, or with a reader the last lines, which is where a failing tool says why
 */
export function collectOutput(
  streams: Partial<Record<(typeof STREAMS)[number], Readable | null>>,
  onLine: ((line: OutputLine) => void) | undefined,
  most?: { readonly length: number; readonly onMore: () => void },
): () => Output {
  const [stdout, stderr] = STREAMS.map((stream) => {
    const from = streams[stream] ?? undefined;
    return onLine === undefined ? wholeText(from, most) : lastLines(from, (text) => onLine({ stream, text }));
  });
  return () => ({ stdout: stdout?.() ?? '', stderr: stderr?.() ?? '' });
}

function wholeText(stream: Readable | undefined, most: Parameters<typeof collectOutput>[2]): () => string {
  const chunks: string[] = [];
  let room = most?.length ?? Infinity;
  stream?.setEncoding('utf8').on('data', (text: string) => {
    chunks.push(text.slice(0, room));
    room -= text.length;
    if (room >= 0) return;
    room = 0;
    most?.onMore();
  });
  // Handed over, and not kept as well for as long as something is done about the pipe: it may be secret.
  return () => chunks.splice(0).join('');
}

const KEPT_LINES = 200;

/** Reports each line as it comes, the last one also without its end. */
function lastLines(stream: Readable | undefined, report: (text: string) => void): () => string {
  const kept: string[] = [];
  let rest = '';
  const take = (text: string): void => {
    report(text);
    kept.push(text);
    if (kept.length > KEPT_LINES) kept.shift();
  };
  stream?.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split(/\r?\n/);
    rest = lines.pop() ?? '';
    lines.forEach(take);
  });
  return () => {
    if (rest !== '') take(rest);
    rest = '';
    return kept.map((line) => `${line}\n`).join('');
  };
}
