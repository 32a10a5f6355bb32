import type { RegistryDocument } from './registry-document.ts';
import { isClaimOf, slotClaims } from './slot-claims.ts';

/** Slot number -> who holds it, in words. Several holders only where the file itself contradicts itself. */
export type SlotHolders = ReadonlyMap<number, readonly string[]>;

/**
 * Who holds which slot: local-prod, every sandbox and, in a version 2 file, every non-null `slots[n].claimed_by`,
 * whatever its type. A slot that is not a key is free.
 *
 * @param own a directory whose claims under `slots` do not count: it may register for the slot that it has
 */
export function slotHolders(document: RegistryDocument, own?: string): SlotHolders {
  const entries = Object.values(document.instances ?? {});
  if (document.local_prod) entries.unshift(document.local_prod);

  const holders = new Map<number, string[]>();
  for (const { slot, instance_id: id, path } of entries) {
    holders.set(slot, [...(holders.get(slot) ?? []), `${id} (${path})`]);
  }
  for (const claim of slotClaims(document)) {
    const { slot, claimedBy } = claim;
    const isKnown = entries.some(
      (entry) => entry.slot === slot && (entry.instance_id === claimedBy || isClaimOf(claim, entry.path)),
    );
    if (isKnown || (own !== undefined && isClaimOf(claim, own))) continue;
    holders.set(slot, [...(holders.get(slot) ?? []), `${claimedBy} (a claim under "slots" in the file)`]);
  }
  return holders;
}
