export { openRegistry } from './open-registry.ts';
export type { InstanceClaim, LocalProdClaim, Registry, RegistryOptions } from './open-registry.ts';
export type { RemoveOptions } from './changes/remove-options.ts';
export type { EntryIdentity, InstanceRecord } from './document/instance-record.ts';

// Pure: the content of the file, and what may become of it.
export { emptyRegistry } from './document/empty-registry.ts';
export type { InstanceEntry, RegistryDocument } from './document/registry-document.ts';
export { parseRegistry } from './document/parse-registry.ts';
export { serializeRegistry } from './document/serialize-registry.ts';
export { listInstances } from './document/list-instances.ts';
export { slotHolders, type SlotHolders } from './document/slot-holders.ts';
export { isClaimOf, releaseSlotClaims, type SlotClaim, slotClaims } from './document/slot-claims.ts';
export { allocateSlot, type SlotRange, type SlotRequest } from './changes/allocate-slot.ts';
export { claimLocalProd } from './changes/claim-local-prod.ts';
export { clearLocalProd } from './changes/clear-local-prod.ts';
export { claimInstance } from './changes/claim-instance.ts';
export { releaseInstance } from './changes/release-instance.ts';
