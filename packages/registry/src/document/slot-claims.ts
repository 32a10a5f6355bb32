import { isAbsolute, resolve } from 'node:path';
import type { RegistryDocument } from './registry-document.ts';

/** A slot that the table `slots` of a version 2 file gives to somebody, whether or not an instance is registered for it. */
export interface SlotClaim {
  readonly slot: number;
  /** Who has it, in words: mostly the path of a worktree. */
  readonly claimedBy: string;
  /** Where the Python tool keeps the slot's own Compose file; undefined where the file does not say. */
  readonly infrastructurePath: string | undefined;
}

/** Every claim of a version 2 file: `claimed_by` is not null, whatever its type. */
export function slotClaims(document: RegistryDocument): SlotClaim[] {
  if (document.version !== 2) return [];
  return Object.entries(document.slots ?? {}).flatMap(([key, record]) => {
    const claimant = record?.claimed_by ?? null;
    if (claimant === null || !/^\d+$/.test(key)) return [];
    const path = record?.['infrastructure_path'];
    return [
      {
        slot: Number(key),
        claimedBy: typeof claimant === 'string' ? claimant : JSON.stringify(claimant),
        infrastructurePath: typeof path === 'string' ? path : undefined,
      },
    ];
  });
}

/** Whether a claim is that of a directory, however its path is written: with a slash at its end, say. */
export function isClaimOf({ claimedBy }: Pick<SlotClaim, 'claimedBy'>, directory: string): boolean {
  return claimedBy === directory || (isAbsolute(claimedBy) && resolve(claimedBy) === directory);
}

/**
 * The registry without those claims of its table `slots`; the same object where there is none. A released slot looks as the Python
 * tool leaves one; its other keys stay.
 */
export function releaseSlotClaims(
  document: RegistryDocument,
  isReleased: (claim: SlotClaim) => boolean,
): RegistryDocument {
  const released = new Set(
    slotClaims(document)
      .filter(isReleased)
      .map(({ slot }) => slot),
  );
  if (document.version !== 2 || released.size === 0) return document;
  const slots = Object.entries(document.slots ?? {}).map(([key, record]) =>
    /^\d+$/.test(key) && released.has(Number(key))
      ? ([key, { ...record, claimed_by: null, claimed_at: null, status: 'stopped' }] as const)
      : ([key, record] as const),
  );
  return { ...document, slots: Object.fromEntries(slots) };
}
