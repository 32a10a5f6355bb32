import { isCodedError } from '@ktrdr/errors';

/** Of an error that was met: the parts of a coded error. */
export interface CodedFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  /** What another program said. */
  readonly detail?: string | undefined;
}

/** Something that was asked, and may not have been answered. */
export type Answer<T> =
  { readonly kind: 'known'; readonly value: T } | { readonly kind: 'failed'; readonly failure: CodedFailure };

/** What was asked, or the coded error that came instead. */
export async function answer<T>(asked: Promise<T>): Promise<Answer<T>> {
  try {
    return { kind: 'known', value: await asked };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const { code, message, hint, detail } = error;
    return { kind: 'failed', failure: { code, message, hint, ...(detail ? { detail } : {}) } };
  }
}
