/** What setup needs, in the order in which it is shown. */
export type Tool = 'git' | 'docker' | 'engine' | 'compose' | 'uv' | 'op';

/** What is the matter with something that is needed. */
export type Problem = 'missing' | 'not-running' | 'forbidden' | 'too-old' | 'failed';

/** Something that is needed, and what was found of it. */
export interface Prerequisite {
  readonly tool: Tool;
  /** As people call it. */
  readonly name: string;
  /** Whether setup cannot go on without it. */
  readonly required: boolean;
  readonly version?: string | undefined;
  readonly problem?: Problem | undefined;
  /** What a tool said that failed. */
  readonly detail?: string | undefined;
}

/** Whether everything is there that setup cannot go on without. */
export function isComplete(prerequisites: readonly Prerequisite[]): boolean {
  return prerequisites.every(({ required, problem }) => !required || problem === undefined);
}
