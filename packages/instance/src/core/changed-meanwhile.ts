import { CodedError } from '@ktrdr/errors';

/** What is thrown for what is to be repaired and is not any more what somebody was asked about. */
export function changedMeanwhile(subject: string): CodedError {
  return new CodedError(`${subject} has changed in the meantime`, {
    code: 'CHANGED_MEANWHILE',
    hint: 'Nothing was changed. To see the current state: ktrdr doctor',
  });
}
