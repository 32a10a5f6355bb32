import { readdir } from 'node:fs/promises';
import { hasCode } from '@ktrdr/errors';
import * as z from 'zod/mini';
import { directoryIdentity, isSameDirectory, writtenIdentity } from '../core/directory-identity.ts';
import { cameSince } from '../entries/came-since.ts';
import { seeEntriesForLater } from '../entries/see-entries.ts';
import { isThere } from '../core/stats-at.ts';

/** What was at the place of a shared directory when somebody was asked whether it may go. */
export const agreedPlace = z.object({
  /** What tells the directory from any other; absent where there was none. */
  directory: z.optional(writtenIdentity),
  /** What was in it, as `SeenEntries`: what is none of that was not agreed to. */
  seen: z.array(z.string()),
});

export type AgreedPlace = z.infer<typeof agreedPlace>;

/** Looks at what is about to be asked about. */
export async function lookAtPlace(path: string): Promise<AgreedPlace> {
  const directory = await directoryIdentity(path);
  if (directory === undefined) return { seen: [] };
  const { lasting } = await seeEntriesForLater(path);
  return { directory, seen: [...lasting] };
}

/**
 * Whether a directory, wherever it was moved, is another one than what somebody agreed to lose, or has got something since. Nothing, and an
 * empty directory, are nobody's loss.
 */
export async function isUnagreed(path: string, agreed: AgreedPlace | undefined): Promise<boolean> {
  if (!(await isThere(path))) return false;
  const directory = await directoryIdentity(path);
  if (directory === undefined) return true;
  if (await isEmpty(path)) return false;
  if (agreed?.directory === undefined || !isSameDirectory(agreed.directory, directory)) return true;
  return (await cameSince(path, new Set(agreed.seen))).length > 0;
}

async function isEmpty(path: string): Promise<boolean> {
  return await readdir(path).then(
    (names) => names.length === 0,
    (error: unknown) => {
      if (hasCode(error, 'EACCES')) return false;
      throw error;
    },
  );
}
