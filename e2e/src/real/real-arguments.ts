/** What `npm run test:real` is asked to do. */
export interface RealArguments {
  /** A git directory or URL of KTRDR. */
  readonly repository: string;
  readonly revisions: readonly string[];
  /** The rest: what jest is told, such as `-t "side by side"`. */
  readonly jest: readonly string[];
}

/** The revision of the specification, and the newest that was looked at. */
const REVISIONS = ['02e4c89c', '2c5c7173'];

/**
 * Reads `[<git directory or URL>] [revision…] [options for jest]`; KTRDR_REPO stands for the first.
 *
 * @returns undefined when no repository is named
 */
export function realArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): RealArguments | undefined {
  const option = args.findIndex((argument) => argument.startsWith('-'));
  const words = option === -1 ? args : args.slice(0, option);
  const jest = option === -1 ? [] : args.slice(option);
  const fromEnvironment = env['KTRDR_REPO'];
  // With KTRDR_REPO set, a word that is not a place of a repository is a revision.
  const named = words[0] !== undefined && (fromEnvironment === undefined || looksLikePlace(words[0]));
  const repository = named ? words[0] : fromEnvironment;
  if (repository === undefined || repository === '') return undefined;
  const revisions = named ? words.slice(1) : words;
  return { repository, revisions: revisions.length > 0 ? revisions : REVISIONS, jest };
}

function looksLikePlace(word: string): boolean {
  return /[/:]/.test(word);
}
