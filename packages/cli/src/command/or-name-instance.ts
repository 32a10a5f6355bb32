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

/** What comes of an instance's name in the place of a service or a page. */
const CODES: ReadonlySet<string> = new Set(['NO_SUCH_SERVICE', 'NOT_IN_INSTANCE', 'NO_CONTAINERS', 'NOT_RUNNING']);

/** Acts; where that ends because nothing is called by the word, or no instance is here, and the word names an instance, the error says how to name it, too. */
export async function orNameInstance<T>(
  { context }: Session,
  { command, word, instance }: Typed,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (word === undefined || instance !== undefined || !isCodedError(error) || !CODES.has(error.code)) throw error;
    const meant = await findInstance(context, { name: word }).catch(() => undefined);
    if (meant === undefined) throw error;
    const { message, code, hint, detail } = error;
    const how = `${word} is an instance. To name the instance: ${command} --instance ${quoteArgument(word)}`;
    throw new CodedError(message, { code, hint: hint === undefined ? how : `${how}\n${hint}`, detail, cause: error });
  }
}
