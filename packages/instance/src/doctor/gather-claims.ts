import { stat } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import type { SlotClaim } from '@ktrdr/registry';
import type { Context } from '../context.ts';
import { answer } from './answer.ts';
import type { ClaimFacts } from './facts.ts';

/** Claims under `slots` of the registry, and whether their directories are there; none where the registry cannot be read. */
export async function gatherClaims({ registry }: Pick<Context, 'registry'>): Promise<ClaimFacts[]> {
  const claims = await answer(registry.slotClaims());
  if (claims.kind === 'failed') return [];
  return await Promise.all(
    claims.value.map(async (claim) => {
      const { slot, claimedBy, infrastructurePath } = claim;
      return { slot, claimedBy, infrastructurePath, place: await placeOf(claim) };
    }),
  );
}

async function placeOf({ claimedBy }: SlotClaim): Promise<ClaimFacts['place']> {
  if (!isAbsolute(claimedBy)) return 'no path';
  if (await exists(claimedBy)) return 'there';
  // With the directory above it, a disk may be away.
  return (await exists(dirname(claimedBy))) ? 'gone' : 'away';
}

/** Whether something is there; also what nobody may look at. */
async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  );
}
