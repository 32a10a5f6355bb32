import type { Failure } from '../readiness/failure-report.ts';
import { CAUSE_CODES } from './cause-codes.ts';
import { startCause } from './start-cause.ts';
import type { Cause, Trouble } from './cause.ts';

/**
 * Failures as the judgement of the instance has them: each with its code, those of causes before those that follow from them, and what is wrong with all of the
 * instance in front. What is only remarked is left out.
 */
export function withCauses(failures: readonly Failure[], causes: readonly Cause[]): readonly Failure[] {
  const codes = causes.flatMap((cause) => [cause, ...cause.consequences]);
  const named = failures.map((failure): Failure => {
    const isOf = ({ service }: Pick<Trouble, 'service'>): boolean => service === failure.service;
    const code = startCause('GATE_FAILED', failure.reasons) ?? codes.find(isOf)?.code;
    if (code === undefined) return failure;
    // Where it is the cause itself, what mends it is told as `why` tells it.
    const fix = causes.find((one) => isOf(one) && one.code === code && CAUSE_CODES[code].kind === 'root')?.fix;
    return { ...failure, code, hints: typeof fix === 'string' ? [fix] : failure.hints };
  });
  const consequences = new Set(causes.flatMap((cause) => cause.consequences.map(({ service }) => service)));
  const own = new Set(causes.map(({ service }) => service));
  const follows = ({ service }: Failure): boolean =>
    service !== undefined && consequences.has(service) && !own.has(service);
  const wide = causes.filter(({ service, code }) => service === null && WIDE.has(code));
  return [...wide.map(asFailure), ...named.toSorted((one, other) => Number(follows(one)) - Number(follows(other)))];
}

const WIDE: ReadonlySet<string> = new Set(['ENGINE', 'DISK_FULL', 'CLOCK_SKEW']);

function asFailure({ code, summary, fix }: Trouble): Failure {
  const hints = fix === null ? [] : [fix];
  return { service: undefined, code, reasons: [summary], hints, probe: undefined, log: [], more: undefined };
}
