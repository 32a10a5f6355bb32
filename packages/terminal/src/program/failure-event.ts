import { isCodedError, messageOf } from '@ktrdr/errors';
import type { ProgressEvent } from '../progress/progress-event.ts';
import { asCalled } from './as-called.ts';

/** The event with which a command ends that fails. @param command as it was called */
export function failureEvent(error: unknown, command: string): Extract<ProgressEvent, { type: 'failed' }> {
  const { code, hint } = isCodedError(error)
    ? error
    : { code: isAbort(error) ? 'INTERRUPTED' : 'INTERNAL', hint: undefined };
  const called = asCalled(command);
  return {
    type: 'failed',
    code,
    message: isAbort(error) ? 'Interrupted' : called.text(messageOf(error)),
    hint: hint === undefined ? null : called.text(hint),
  };
}

/** What is thrown where a signal aborts, as it does on Ctrl-C. */
function isAbort(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';
}
