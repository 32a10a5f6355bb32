import type { Limits } from './within-limits.ts';

/** How a question is asked. */
export interface QuestionOptions extends Limits {
  /** What is tried, in the words of who asks, to follow "Could not" where it fails: `list volumes of shop`. @default the question's own words */
  readonly doing?: string;
}
