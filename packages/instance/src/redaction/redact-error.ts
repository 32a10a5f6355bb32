import { CodedError, isCodedError } from '@ktrdr/errors';
import { GateFailedError } from '../readiness/gate-failed-error.ts';

/**
 * A coded error without secrets. Anything else is given back as it is: its text is ours, not a tool's. So is what a failed gate says, but for
 * its failures, which are redacted where they are found.
 */
export function redactError(error: unknown, redact: (text: string) => string): unknown {
  if (!isCodedError(error) || error instanceof GateFailedError) return error;
  const { code, message, hint, detail } = error;
  const redacted = [message, hint, detail].map((text) => (text === undefined ? undefined : redact(text)));
  if (redacted[0] === message && redacted[1] === hint && redacted[2] === detail) return error;
  // Without the cause, whose text is the tool's own.
  return new CodedError(redacted[0] ?? '', { code, hint: redacted[1], detail: redacted[2] });
}
