import type { KtrdrResult } from '../run-ktrdr.ts';

/** What a start without secrets always warns of. */
export const SECRETS_WARNING = 'Without secrets: the insecure defaults of the Compose file are used.';

/** The warnings of a command whose output is no terminal, without the word that they begin with. */
export function warningsOf({ output }: KtrdrResult): string[] {
  return [...output.matchAll(/^\s*warning (.*)$/gm)].map(([, text = '']) => text);
}
