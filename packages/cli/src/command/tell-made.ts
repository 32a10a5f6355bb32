import { CodedError } from '@ktrdr/errors';
import type { Instance } from '@ktrdr/instance';
import type { Session } from '@ktrdr/terminal';

/** What is said of an instance that Ctrl-C came too late for. */
export interface MadeAllTheSame {
  /** `the sandbox ktrdr--x is made` */
  readonly what: string;
  /** The command that starts it. */
  readonly start: string;
  /** The command that removes it. */
  readonly remove: string;
}

/** Tells what was made; where Ctrl-C came when nothing was left to be made, what it did not stop is said instead. @throws CodedError `INTERRUPTED` */
export async function tellMade(
  { signal }: Session,
  { path, slot }: Instance,
  { made, tell }: { readonly made: MadeAllTheSame; readonly tell: () => Promise<void> },
): Promise<void> {
  try {
    // The last steps of making it are not interrupted, which would leave half of it.
    signal.throwIfAborted();
    await tell();
  } catch (error) {
    if (error !== signal.reason) throw error;
    const { what, start, remove } = made;
    throw new CodedError(`Interrupted, but ${what}: ${path}, slot ${slot}`, {
      code: 'INTERRUPTED',
      cause: error,
      hint: `To start it: ${start}\nTo remove it: ${remove}`,
    });
  }
}
