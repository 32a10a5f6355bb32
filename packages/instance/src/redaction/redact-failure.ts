import type { Failure } from '../readiness/failure-report.ts';

/** A failure without secrets in what containers said. A log is redacted as a whole: a secret may have several lines. */
export function redactFailure(failure: Failure, redact: (text: string) => string): Failure {
  const { reasons, hints, probe, log } = failure;
  return {
    ...failure,
    reasons: reasons.map(redact),
    hints: hints.map(redact),
    probe: probe === undefined ? undefined : redact(probe),
    log: log.length === 0 ? [] : redact(log.join('\n')).split('\n'),
  };
}
