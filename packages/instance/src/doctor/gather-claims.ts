import { lstat, readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import type { SlotClaim } from '@ktrdr/registry';
import type { Context } from '../context.ts';
import { answer } from './answer.ts';
import type { ClaimFacts } from './facts.ts';

/** Claims under `slots` of the registry, and whether their directories are there; none where the registry cannot be read. */
export async function gatherClaims({ registry, env }: Pick<Context, 'registry' | 'env'>): Promise<ClaimFacts[]> {
  const claims = await answer(registry.slotClaims());
  if (claims.kind === 'failed') return [];
  return await Promise.all(
    claims.value.map(async (claim) => {
      const { slot, claimedBy, infrastructurePath } = claim;
      const place = await placeOf(claim, env['HOME'] || homedir());
      return { slot, claimedBy, infrastructurePath, place };
    }),
  );
}

async function placeOf({ claimedBy }: SlotClaim, home: string): Promise<ClaimFacts['place']> {
  if (claimedBy.startsWith('~/')) return await placeAt(join(home, claimedBy.slice(2)));
  if (isAbsolute(claimedBy)) return await placeAt(claimedBy);
  // Relative to nobody knows what.
  return claimedBy.includes('/') ? 'away' : 'no path';
}

async function placeAt(path: string): Promise<ClaimFacts['place']> {
  if (await isThere(stat(path))) return 'there';
  // A link whose target is on a disk that is away. With the directory above it, or all that is in that, a disk may be away, too.
  if (await isThere(lstat(path))) return 'away';
  const beside = await readdir(dirname(path)).catch(() => []);
  return beside.length > 0 ? 'gone' : 'away';
}

/** Whether something is there; also what nobody may look at. */
async function isThere(looked: Promise<unknown>): Promise<boolean> {
  return await looked.then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  );
}
