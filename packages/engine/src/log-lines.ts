import type { Frame } from './frames-of.ts';
import { splitLines } from './split-lines.ts';

/** A line that a container wrote. */
export interface LogLine {
  /** With a terminal all is `stdout`. */
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** When it was written, as the Engine writes it (`2026-01-02T03:04:05.678901234Z`): such texts sort by time. Only where times were asked for. */
  readonly time?: string;
}

/** The lines of what a container wrote. Those of its two streams are told apart, and come in the order in which they ended. */
export async function* logLines(
  frames: AsyncIterable<Frame>,
  { timestamps }: { readonly timestamps: boolean },
): AsyncGenerator<LogLine, void, undefined> {
  const splitters = { stdout: splitLines(), stderr: splitLines() };
  const toLine = (stream: Frame['stream'], text: string): LogLine => {
    if (!timestamps) return { stream, text };
    const [, time = '', rest = ''] = /^(\S+) ?(.*)$/s.exec(text) ?? [];
    return { stream, text: rest, time };
  };
  for await (const { stream, bytes } of frames) {
    for (const text of splitters[stream].take(bytes)) yield toLine(stream, text);
  }
  for (const stream of ['stdout', 'stderr'] as const) {
    for (const text of splitters[stream].rest()) yield toLine(stream, text);
  }
}
