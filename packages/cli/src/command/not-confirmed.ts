import { CodedError } from '@ktrdr/errors';

/** What a command throws that was not confirmed, by a person or because nobody can be asked: `NOT_CONFIRMED`. */
export function notConfirmed(what: string): CodedError {
  return new CodedError(`${what}: not confirmed, nothing was done`, {
    code: 'NOT_CONFIRMED',
    hint: 'On a terminal the command asks; elsewhere confirm it with --yes.',
  });
}
