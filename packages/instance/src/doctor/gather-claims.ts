import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import type { SlotClaim } from '@ktrdr/registry';
import type { Context } from '../core/context.ts';
import { gitFacts } from '../git/git-facts.ts';
import { isKtrdr } from '../git/is-ktrdr.ts';
import { listWorktrees } from '../git/list-worktrees.ts';
import type { GitOptions } from '../git/run-git.ts';
import { answer } from '../core/answer.ts';
import type { ClaimedPlace, ClaimFacts } from './facts.ts';

/** Claims under `slots` of the registry, and what is there of their directories; none where the registry cannot be read. */
export async function gatherClaims(context: GitOptions & Pick<Context, 'registry'>): Promise<ClaimFacts[]> {
  const claims = await answer(context.registry.slotClaims());
  if (claims.kind === 'failed') return [];
  return await Promise.all(
    claims.value.map(async (claim) => {
      const { slot, claimedBy, infrastructurePath } = claim;
      const path = pathOf(claim, context.env['HOME'] || homedir());
      // Relative to nobody knows what.
      const unknown = claimedBy.includes('/') ? 'away' : 'no path';
      const place = path === undefined ? unknown : await placeAt(context, path);
      const directory = path === undefined ? undefined : await realpath(path).catch(() => undefined);
      return { slot, claimedBy, infrastructurePath, place, directory };
    }),
  );
}

function pathOf({ claimedBy }: SlotClaim, home: string): string | undefined {
  if (claimedBy.startsWith('~/')) return join(home, claimedBy.slice(2));
  return isAbsolute(claimedBy) ? claimedBy : undefined;
}

async function placeAt(options: GitOptions, path: string): Promise<ClaimedPlace> {
  if (await isThere(stat(path))) return await whatIsAt(options, path);
  // A link whose target is on a disk that is away. With the directory above it, or all that is in that, a disk may be away, too.
  if (await isThere(lstat(path))) return 'away';
  const beside = await readdir(dirname(path)).catch(() => []);
  if (beside.length === 0) return 'away';
  const isLocked = await isLockedWorktree(options, { path, beside });
  return isLocked ? 'locked' : 'gone';
}

/** Whether a clone beside it keeps it as a worktree that is locked: on a disk that is not always there, says git-worktree(1) of locks. */
async function isLockedWorktree(
  options: GitOptions,
  { path, beside }: { readonly path: string; readonly beside: readonly string[] },
): Promise<boolean> {
  for (const name of beside) {
    const repository = join(dirname(path), name, '.git');
    if (!(await isThere(stat(join(repository, 'worktrees'))))) continue;
    const listed = await answer(listWorktrees(repository, options));
    const worktrees = listed.kind === 'known' ? listed.value : [];
    if (worktrees.some((one) => one.path === path && one.lockReason !== undefined)) return true;
  }
  return false;
}

async function whatIsAt(options: GitOptions, path: string): Promise<ClaimedPlace> {
  const names = await readdir(path).catch(() => undefined);
  if (names === undefined) return 'unclear';
  // Where a disk would be.
  if (names.length === 0) return 'away';
  // A repository around it (of a whole home directory, say) is none of its own.
  if (!names.includes('.git')) return 'no checkout';
  const git = await answer(gitFacts(path, options));
  // git says the same of no repository, and of a worktree whose clone is away.
  if (git.kind === 'failed' || git.value.kind === 'none') return 'unclear';
  const isCheckout = git.value.kind === 'clone' || git.value.kind === 'linked-worktree';
  return isCheckout && isKtrdr(git.value.remoteUrls) ? 'checkout' : 'unclear';
}

/** Whether something is there; also what nobody may look at. */
async function isThere(looked: Promise<unknown>): Promise<boolean> {
  return await looked.then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  );
}
