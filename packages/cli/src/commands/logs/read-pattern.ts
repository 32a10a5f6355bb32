import { InvalidArgumentError } from 'commander';

const EITHER_CASE = '(?i)';

/** Reads a regular expression, as JavaScript has them; `(?i)` in front of it, as elsewhere, makes upper and lower case the same. */
export function readPattern(text: string): RegExp {
  // As grep would take it.
  if (/^-\w$/.test(text)) {
    throw new InvalidArgumentError(
      `${text} would be the pattern. To ignore case, begin the pattern with ${EITHER_CASE}.`,
    );
  }
  const isEither = text.startsWith(EITHER_CASE);
  try {
    return new RegExp(isEither ? text.slice(EITHER_CASE.length) : text, isEither ? 'i' : '');
  } catch (error) {
    throw new InvalidArgumentError(`${error instanceof Error ? error.message : 'It is not a regular expression'}.`);
  }
}
