/** Whether tests have an Engine to work with, and whose it is. */
export type EngineState =
  /** It ran before we came; we never stop it. */
  | { readonly kind: 'running'; readonly startedByUs: false }
  /** We started it; {@link stopEngine} ends it. */
  | { readonly kind: 'started'; readonly pid: number; readonly startedByUs: true }
  /** There is none, and we may not or cannot start one: what is wrong, and what a person would do about it. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly hint: string };

/** Where progress goes, a line at a time. */
export type Log = (line: string) => void;
