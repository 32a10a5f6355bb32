import { isCodedError } from '@ktrdr/errors';
import type { Answer } from './facts.ts';

/** What was asked, or the coded error that came instead. */
export async function answer<T>(asked: Promise<T>): Promise<Answer<T>> {
  try {
    return { kind: 'known', value: await asked };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const { code, message, hint } = error;
    return { kind: 'failed', failure: { code, message, hint } };
  }
}
