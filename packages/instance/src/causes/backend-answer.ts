import type { HttpAnswer } from '../readiness/http-get.ts';
import type { WorkersAnswer } from '../readiness/workers-status.ts';
import type { CauseFacts } from './cause-facts.ts';

/** A backend that takes longer is slow (ms). */
export const SLOW_MS = 2_000;

/** What a backend answered to one question, and how long that took (ms). */
export type TimedAnswer = HttpAnswer & { readonly tookMs: number };

export interface BackendAnswer {
  readonly backend: NonNullable<CauseFacts['backend']>;
  /** Whether it lives, and did not tell in time who is registered. */
  readonly isUntold: boolean;
}

/**
 * How a backend is that was asked at once how it is and who is registered: one that can do one thing at a time answers one of them late, or not in time. One answer is
 * enough to tell that it lives.
 */
export function backendAnswer(
  health: TimedAnswer,
  { instead, tookMs }: Pick<WorkersAnswer, 'instead' | 'tookMs'>,
): BackendAnswer {
  const longest = Math.max(health.tookMs, tookMs);
  if (health.kind === 'failed') {
    const lives = { kind: 'answered', status: 200, body: '', tookMs: longest } as const;
    return { backend: instead === undefined ? lives : health, isUntold: false };
  }
  if (health.status !== 200 || instead === undefined) return { backend: health, isUntold: false };
  const isLate = instead.kind === 'failed' && tookMs >= SLOW_MS;
  return isLate
    ? { backend: { ...health, tookMs: longest }, isUntold: true }
    : { backend: { ...instead, tookMs }, isUntold: false };
}
