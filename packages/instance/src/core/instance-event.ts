/** Progress of an operation, for whoever shows it. */
export type InstanceEvent =
  | { readonly type: 'instance'; readonly id: string; readonly path: string; readonly doing: string }
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'warning'; readonly text: string }
  | { readonly type: 'step-started'; readonly step: string }
  /** A step that takes its time says what it waits for. */
  | { readonly type: 'step-waiting'; readonly step: string; readonly reason: string }
  | { readonly type: 'step-done'; readonly step: string; readonly detail?: string | undefined }
  | { readonly type: 'step-failed'; readonly step: string; readonly reason: string }
  /** A line that a tool printed: pulling, building, stopping; `stays` where a person wants to read all of them. */
  | { readonly type: 'output'; readonly tool: string; readonly text: string; readonly stays?: true };
