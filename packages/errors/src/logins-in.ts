/**
 * An address with who logs in: a scheme, and what stands before the last `@` of the word. A password may have a slash or an `@` though it
 * should be written otherwise.
 */
export const LOGIN = /([a-z][a-z\d+.-]*:\/\/)(\S*)@/gi;

/** Who logs in at an address, as it is written there. */
export interface Login {
  /** `https`, `postgresql+asyncpg`. */
  readonly scheme: string;
  /** `user:password`, or one of them alone. */
  readonly who: string;
}

/** The logins of the addresses in a text, in its order. Of a path with an `@` (`https://host/@scope`), what stands before that is one too. */
export function loginsIn(text: string): Login[] {
  return [...text.matchAll(LOGIN)].map(([, start = '', who = '']) => ({ scheme: start.slice(0, -'://'.length), who }));
}
