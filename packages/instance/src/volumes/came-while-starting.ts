import type { ProjectVolume } from '@ktrdr/compose-runner';

/** While a start makes volumes, by the Engine's clock (ISO 8601). Without `until` it is at work, or was killed. */
export interface StartingTime {
  readonly since: string;
  readonly until?: string | undefined;
}

/** The start's clock tells the Engine's time to what asking for it took. */
const MARGIN_MS = 2000;

/** From when on a volume is one that a start makes which begins now. @param now by the Engine's clock */
export function startingSince(now: Date): string {
  return new Date(now.getTime() - MARGIN_MS).toISOString();
}

// Compose makes all volumes before the first container. What is made long after a killed start is somebody else's.
const LONGEST_MS = 120_000;

/**
 * Whether a start made a volume: that volume is no older than the start, and came while it was at work.
 *
 * @param isAtWork whether it is that start which asks, however long it takes. @default false
 */
export function cameWhileStarting(
  { createdAt }: Pick<ProjectVolume, 'createdAt'>,
  starting: StartingTime,
  isAtWork = false,
): boolean {
  const since = Date.parse(starting.since);
  const until = Math.min(
    isAtWork ? Infinity : since + LONGEST_MS,
    starting.until === undefined ? Infinity : Date.parse(starting.until),
  );
  const made = Date.parse(createdAt);
  return made >= since && made <= until;
}
