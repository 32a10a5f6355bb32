export interface ReadingOptions {
  /** The Compose files, resolved with placeholders for secrets, as Compose prints them. */
  readonly resolved: string;
  /** The text of the files themselves, without those that they include or extend. */
  readonly texts: readonly string[];
  /** Variables without which Compose refuses the files. */
  readonly required: ReadonlySet<string>;
}

/** Whether Compose files read a variable. */
export type Reads = (variable: string) => boolean;

/** Stands in for a secret while the Compose files are only looked at: what Compose prints then holds none. */
export function placeholderFor(variable: string): string {
  return `placeholder-for-${variable}`;
}

/**
 * Which secret variables the enabled services read, as Compose itself shows it: where the placeholder of one turns up. Besides, what it shows no
 * value of: secrets and configs that are taken from the environment, and alternatives (`${NAME:+other}`).
 */
export function secretsRead({ resolved, texts, required }: ReadingOptions): Reads {
  const written = texts.map(withoutComments).join('\n');
  return (variable) =>
    required.has(variable) ||
    new RegExp(String.raw`${placeholderFor(variable)}(?!\w)`).test(resolved) ||
    new RegExp(String.raw`"environment":\s*"${variable}"`).test(resolved) ||
    new RegExp(String.raw`\$\{${variable}:?\+`).test(written);
}

// A field `username` is not meant for a file that nobody has looked into.
const LIKE_A_VARIABLE = /^[A-Z_][A-Z0-9_]*$/;

/** Which other variables they may read: those that a file names at all, and all where a file includes or extends others. */
export function othersRead({ texts, required }: ReadingOptions): Reads {
  const written = texts.map(withoutComments).join('\n');
  const leadsElsewhere = /^\s*(?:include|extends)\s*:/m.test(written);
  return (variable) =>
    required.has(variable) ||
    (leadsElsewhere && LIKE_A_VARIABLE.test(variable)) ||
    new RegExp(String.raw`(?<!\w)${variable}(?!\w)`).test(written);
}

/** YAML without its comments. Where a text in quotes has a `#`, what follows may be taken for one: a name there is not found. */
function withoutComments(text: string): string {
  return text.replaceAll(/(^|\s)#[^\n"']*$/gm, '$1');
}
