import { isCodedError, messageOf } from '@ktrdr/errors';
import type { ProgressEvent } from '../progress/progress-event.ts';
import { asCalled } from './as-called.ts';

/** The event with which a command ends that fails. @param command as it was called */
export function failureEvent(error: unknown, command: string): ProgressEvent {
  const { code, hint } = isCodedError(error) ? error : { code: 'INTERNAL', hint: undefined };
  const called = asCalled(command);
  return {
    type: 'failed',
    code,
    message: called.text(messageOf(error)),
    hint: hint === undefined ? null : called.text(hint),
  };
}
