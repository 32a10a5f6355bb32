import { CodedError } from '@ktrdr/errors';
import type { Session } from '@ktrdr/terminal';

/** What a command throws that was not confirmed, by a person or because nobody can be asked: `NOT_CONFIRMED`. */
export function notConfirmed({ canAsk }: Pick<Session, 'canAsk'>, what: string): CodedError {
  return new CodedError(`${what} was not confirmed; nothing was done`, {
    code: 'NOT_CONFIRMED',
    // Who has just said no needs no advice.
    ...(canAsk ? {} : { hint: 'Run the command on a terminal to be asked, or confirm with --yes.' }),
  });
}
