import { isCodedError, OTHER_EXITS } from '@ktrdr/errors';

export const INTERRUPTED = 130;

/** The exit code for what was thrown, as the list of error codes has it; 1 for what nobody foresaw. */
export function exitCodeOf(error: unknown): number {
  if (!isCodedError<string>(error)) return 1;
  const listed = Object.entries(OTHER_EXITS).find(([, codes]) => Object.hasOwn(codes, error.code));
  return listed === undefined ? 1 : Number(listed[0]);
}
