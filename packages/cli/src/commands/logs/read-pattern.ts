import { InvalidArgumentError } from 'commander';

const EITHER_CASE = '(?i)';

/** Reads a regular expression, as JavaScript has them; `(?i)` in front of it, as elsewhere, makes upper and lower case the same. */
export function readPattern(text: string): RegExp {
  const isEither = text.startsWith(EITHER_CASE);
  try {
    return new RegExp(isEither ? text.slice(EITHER_CASE.length) : text, isEither ? 'i' : '');
  } catch (error) {
    throw new InvalidArgumentError(`${error instanceof Error ? error.message : 'It is not a regular expression'}.`);
  }
}
