import { CodedError } from '@ktrdr/errors';

/** What is thrown for what is to be repaired and is not any more what somebody was asked about. */
export function changedMeanwhile(subject: string): CodedError {
  return new CodedError(`${subject} is not what it was a moment ago`, {
    code: 'CHANGED_MEANWHILE',
    hint: 'Nothing was changed. To see how it is now: ktrdr doctor',
  });
}
