import { readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from '@ktrdr/errors';
import * as z from 'zod/mini';
import { cameSince } from '../destroy/came-since.ts';
import { surveyWorktree } from '../destroy/survey-worktree.ts';
import { directoryIdentity, isSameDirectory } from '../directory-identity.ts';
import { isThere } from '../stats-at.ts';

/** What was at the place of a shared directory when somebody was asked whether it may go. */
export const agreedPlace = z.object({
  /** What tells the directory from any other; absent where there was none. */
  directory: z.optional(z.object({ dev: z.string(), ino: z.string(), born: z.string() })),
  /** When it was looked at, in milliseconds since 1970: what is newer was not agreed to. */
  since: z.number(),
  /** Inodes of the directories in it: what is none of them was moved in since. */
  directories: z.array(z.string()),
});

export type AgreedPlace = z.infer<typeof agreedPlace>;

/** Times of files lag behind the clock by a tick of the kernel. */
const TICK_MS = 20;

/** Looks at what is about to be asked about. */
export async function lookAtPlace(path: string): Promise<AgreedPlace> {
  // What was written in this very tick is there when somebody is asked, and did not come since.
  await delay(2 * TICK_MS);
  const since = Date.now() - TICK_MS;
  const directory = await directoryIdentity(path);
  if (directory === undefined) return { since, directories: [] };
  return { directory, since, directories: [...(await surveyWorktree(path, undefined)).directories] };
}

/**
 * Whether a directory, wherever it was moved, is another one than what somebody agreed to lose, or has got something since. Nothing, and an
 * empty directory, are nobody's loss.
 */
export async function isUnagreed(path: string, agreed: AgreedPlace | undefined): Promise<boolean> {
  if (!(await isThere(path))) return false;
  const identity = await directoryIdentity(path);
  if (identity === undefined) return true;
  if (await isEmpty(path)) return false;
  if (agreed?.directory === undefined || !isSameDirectory(agreed.directory, identity)) return true;
  const { since, directories } = agreed;
  return (await cameSince(path, { since, directories })).length > 0;
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
