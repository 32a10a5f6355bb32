import type { InstanceEvent } from '@ktrdr/instance';
import { createLiveReporter } from './live-reporter.ts';
import { createPlainReporter } from './plain-reporter.ts';
import type { Style } from '../format/style.ts';

/** Shows the progress of one command. */
export interface Reporter {
  report(event: InstanceEvent): void;
  /** Lines that stay. */
  print(lines: readonly string[]): void;
  /** Nothing moves any more: what is shown stays as it is. */
  end(): void;
}

export interface ReporterOptions {
  readonly stream: NodeJS.WriteStream;
  readonly style: Style;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A list of steps that moves, on a terminal; elsewhere a line for everything that is done. */
export function createReporter({ stream, style, env }: ReporterOptions): Reporter {
  const live = stream.isTTY && env['TERM'] !== 'dumb' && !env['CI'];
  return live ? createLiveReporter({ stream, style }) : createPlainReporter({ stream, style });
}
