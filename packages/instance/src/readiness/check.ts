/** What one look at a check says. */
export type CheckResult =
  | { readonly state: 'ok'; readonly detail?: string | undefined }
  /** Not yet; the reason is what the user reads when it stays so. */
  | {
      readonly state: 'waiting';
      readonly problems: readonly Problem[];
      /** It is of containers that may be about to be replaced; of others, it would be hopeless. */
      readonly isOfOld?: boolean;
    }
  /** Waiting longer cannot help. */
  | { readonly state: 'hopeless'; readonly problems: readonly Problem[] };

/** One thing that is not as it should be. */
export interface Problem {
  /** The service that it is about; absent when it is about none. */
  readonly service?: string | undefined;
  readonly reason: string;
  /** What is said of it while there is time; the reason where it is absent. */
  readonly meanwhile?: string;
  /** What mends it, where that is known. */
  readonly hint?: string | undefined;
  /** It only follows from something else that is wrong. */
  readonly consequence?: boolean;
}

/** One of the conditions for "ready". */
export interface Check {
  readonly name: string;
  /** Looks once. Called again, after `everyMs` or when a container changed, until it says `ok` or `hopeless`. */
  readonly look: (signal: AbortSignal) => Promise<CheckResult>;
  readonly everyMs: number;
  /** Services whose containers it is about: what it found holds as long as they are the same and have not been restarted. */
  readonly services: readonly string[];
  /** Checks that must be ok before this one looks for the first time. */
  readonly after?: readonly string[];
  /** Looked at until the end, because what was ok may cease to be: nothing is ready but by its last word. */
  readonly lasting?: boolean;
}

export const ok = (detail?: string): CheckResult => ({ state: 'ok', detail });
export const waiting = (...problems: readonly Problem[]): CheckResult => ({ state: 'waiting', problems });
export const hopeless = (...problems: readonly Problem[]): CheckResult => ({ state: 'hopeless', problems });
