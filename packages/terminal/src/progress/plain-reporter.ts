import { formatEvent } from './format-event.ts';
import { formatElapsed } from '../format/format-elapsed.ts';
import type { Reporter } from './reporter.ts';
import type { Style } from '../format/style.ts';

export interface PlainReporterOptions {
  readonly stream: { write(text: string): unknown };
  readonly style: Style;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
}

/** A line for everything that is done, for pipes and files. */
export function createPlainReporter({ stream, style, now = () => performance.now() }: PlainReporterOptions): Reporter {
  const begun = new Map<string, number>();
  const print = (lines: readonly string[]): void => {
    for (const line of lines) stream.write(`${line}\n`);
  };
  return {
    print,
    report(event) {
      if (event.type === 'step-started') begun.set(event.step, now());
      const start = 'step' in event ? begun.get(event.step) : undefined;
      const elapsed =
        event.type !== 'step-done' || start === undefined ? '' : style.dim(` (${formatElapsed(now() - start)})`);
      print(formatEvent(event, style).map((line) => `${line}${elapsed}`));
    },
    end() {},
  };
}
