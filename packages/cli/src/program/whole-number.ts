import { InvalidArgumentError } from 'commander';

/** Reads an option's whole number from `least` to `most`; anything else is a mistake that names the range. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

/** {@link wholeNumber}, or this word. */
export function wholeNumberOr<Word extends string>(
  word: Word,
  least: number,
  most: number,
): (text: string) => number | Word {
  const read = wholeNumber(least, most);
  return (text) => (text === word ? word : read(text));
}
