import { ownedByAnother } from '@ktrdr/durable-files';
import { hasCode } from '@ktrdr/errors';
import type { Context } from './context.ts';

/**
 * What to do where the reason why a file below `KTRDR_HOME` cannot be read or written is that somebody else has it, as after a `sudo`;
 * undefined where it is another one.
 */
export async function ownershipAdvice(
  { home }: Pick<Context, 'home'>,
  file: string,
  cause: unknown,
): Promise<string | undefined> {
  if (!hasCode(cause, 'EACCES') && !hasCode(cause, 'EPERM')) return undefined;
  return await ownedByAnother(file, { top: home.root });
}
