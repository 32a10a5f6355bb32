import { isCodedError } from '@ktrdr/errors';

/** What a command that failed ends with; everything else that goes wrong is 1. */
const EXIT_CODES: Readonly<Record<string, number>> = {
  GATE_FAILED: 2,
  NOT_A_CLONE: 2,
  NOT_KTRDR: 2,
  PORT_TAKEN: 3,
  SECRETS_UNAVAILABLE: 4,
  REGISTRY_FORBIDDEN: 5,
  REGISTRY_UNREADABLE: 5,
};

export const INTERRUPTED = 130;

/** The exit code for what was thrown. */
export function exitCodeOf(error: unknown): number {
  return isCodedError(error) ? (EXIT_CODES[error.code] ?? 1) : 1;
}
