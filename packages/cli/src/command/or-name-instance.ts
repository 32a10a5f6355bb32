import { CodedError, isCodedError, quoteArgument } from '@ktrdr/errors';
import { findInstance } from '@ktrdr/instance';
import type { Session } from '@ktrdr/terminal';

export interface Typed {
  /** The command as it is typed, as far as `--instance`. */
  readonly command: string;
  /** What was typed where it takes a service or a page. */
  readonly word: string | undefined;
  /** What `--instance` names. */
  readonly instance: string | undefined;
}

/** Acts; where that ends because nothing is called by the word, or no instance is here, and the word names an instance, the error says how to name it. */
export async function orNameInstance<T>(
  { context }: Session,
  { command, word, instance }: Typed,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (word === undefined || instance !== undefined || !isCodedError(error)) throw error;
    const { message, code } = error;
    if (code !== 'NO_SUCH_SERVICE' && code !== 'NOT_IN_INSTANCE') throw error;
    const meant = await findInstance(context, { name: word }).catch(() => undefined);
    if (meant === undefined) throw error;
    const hint = `${word} is an instance, which a flag names: ${command} --instance ${quoteArgument(word)}`;
    throw new CodedError(message, { code, hint, cause: error });
  }
}
