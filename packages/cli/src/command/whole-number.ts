import { InvalidArgumentError } from 'commander';

/** Reads an option's whole number from `least` to `most`; anything else is a mistake that names the range. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = readNumber(text, least, most);
    if (number !== undefined) return number;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

function readNumber(text: string, least: number, most: number): number | undefined {
  const number = Number(text);
  return /^\d+$/.test(text) && number >= least && number <= most ? number : undefined;
}

/** {@link wholeNumber}, or this word. */
export function wholeNumberOr<Word extends string>(
  word: Word,
  least: number,
  most: number,
): (text: string) => number | Word {
  return (text) => {
    const number = text === word ? word : readNumber(text, least, most);
    if (number !== undefined) return number;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}, or ${word}.`);
  };
}
