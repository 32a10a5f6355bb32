import { messageOf } from '@ktrdr/errors';
import * as z from 'zod/mini';
import { told } from '../documents/told.ts';

export const name = z.string().check(z.minLength(1), z.maxLength(200));

/** Of which instance; without it, the own one: never all. */
export const instance = told(
  z.optional(name),
  'Id, short name, slot or branch of one of your instances (default: the sandbox that the server was started in).',
);

/** Where a mistake would lose what nothing brings back. */
export const exactInstance = told(name, 'Its full id, such as ktrdr--feat-x; not a short name, slot or branch.');

/** A text that a command's option reads, and says what is wrong with. */
export function readBy<Value>(read: (text: string) => Value, description: string) {
  const reading = z.transform((text: string, context): Value => {
    try {
      return read(text);
    } catch (error) {
      context.issues.push({ code: 'custom', message: messageOf(error), input: text });
      return z.NEVER;
    }
  });
  return told(z.optional(z.pipe(z.string().check(z.describe(description)), reading)), description);
}
