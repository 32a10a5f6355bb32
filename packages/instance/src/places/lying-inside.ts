/** What lies in a directory and does not go with it. */
export interface LyingInside {
  readonly path: string;
  readonly what: string;
  /** How it gets out of there, as a sentence. */
  readonly first: string;
}
