import type { RegistryDocument } from './registry-document.ts';

/** Slot number -> who holds it, in words. Several holders only where the file itself contradicts itself. */
export type SlotHolders = ReadonlyMap<number, readonly string[]>;

/**
 * Who holds which slot: local-prod, every sandbox and, in a version 2 file, every non-null `slots[n].claimed_by`,
 * whatever its type. A slot that is not a key is free.
 */
export function slotHolders(document: RegistryDocument): SlotHolders {
  const entries = Object.values(document.instances ?? {});
  if (document.local_prod) entries.unshift(document.local_prod);

  const holders = new Map<number, string[]>();
  for (const { slot, instance_id: id, path } of entries) {
    holders.set(slot, [...(holders.get(slot) ?? []), `${id} (${path})`]);
  }
  if (document.version === 2) {
    for (const [key, record] of Object.entries(document.slots ?? {})) {
      const claimant = record?.claimed_by ?? null;
      const slot = Number(key);
      if (claimant === null || !/^\d+$/.test(key)) continue;
      const same = entries.some(
        (entry) => entry.slot === slot && (entry.instance_id === claimant || entry.path === claimant),
      );
      const name = typeof claimant === 'string' ? claimant : JSON.stringify(claimant);
      if (!same) holders.set(slot, [...(holders.get(slot) ?? []), `${name} (a claim under "slots" in the file)`]);
    }
  }
  return holders;
}
