import type { CodedError } from '@ktrdr/errors';
import { contextMissing, engineForbidden, engineUnreachable } from './engine-errors.ts';

const UNREACHABLE = [
  /cannot connect to the docker daemon/i,
  /failed to connect to the docker api/i,
  /error during connect/i,
  /is the docker daemon running/i,
];
const NO_CONTEXT = /context "([^"]*)": context not found/i;
const FORBIDDEN = /permission denied while trying to connect/i;

/**
 * Why a `docker` command did not come to speak to its Engine, by the words that it wrote: `CONTEXT_MISSING`, `ENGINE_FORBIDDEN` or
 * `ENGINE_UNREACHABLE`; undefined where they say something else.
 */
export function failureInWords(stderr: string): CodedError | undefined {
  const detail = stderr.trim() || undefined;
  const context = NO_CONTEXT.exec(stderr)?.[1];
  if (context !== undefined) return contextMissing(context, detail);
  if (FORBIDDEN.test(stderr)) return engineForbidden(detail);
  return UNREACHABLE.some((pattern) => pattern.test(stderr)) ? engineUnreachable(detail) : undefined;
}
