import type { Asking } from './asking.ts';
import type { EngineEvent } from './event.ts';
import { filtersOf } from './filters.ts';
import { pieces } from './pieces.ts';
import { secondsOf } from './seconds-of.ts';
import { splitLines } from './split-lines.ts';
import type { Limits } from './within-limits.ts';

/** Which events: those that have all of the labels, one of the types and one of the actions. */
export interface EventsOptions extends Limits {
  /** First those since then, in milliseconds since 1970 by the Engine's clock; otherwise from now on. */
  readonly since?: number | undefined;
  /** Until then; otherwise until the signal aborts, or the loop is left. */
  readonly until?: number | undefined;
  readonly labels?: readonly string[] | undefined;
  /** `container`, `image`, `volume`, `network`, … */
  readonly types?: readonly string[] | undefined;
  /** `start`, `die`, `health_status`, … */
  readonly actions?: readonly string[] | undefined;
}

/** What happens, as it happens. */
export async function* eventsOf(
  { connection }: Asking,
  { since, until, labels, types = [], actions = [], ...limits }: EventsOptions,
): AsyncGenerator<EngineEvent, void, undefined> {
  const query = {
    since: secondsOf(since),
    until: secondsOf(until),
    filters: filtersOf({ labels }, { type: types, event: actions }),
  };
  const doing = 'watch what happens';
  const stream = await connection.stream({ doing, path: '/events', query, ...limits });
  const lines = splitLines();
  const { event, parseAnswer } = await import('./schemas.ts');
  const schema = event();
  for await (const bytes of pieces(stream, connection, limits)) {
    for (const line of lines.take(bytes)) if (line !== '') yield parseAnswer('GET /events', line, schema);
  }
}
