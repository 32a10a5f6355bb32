export { openRegistry } from './open-registry.ts';
export type { InstanceClaim, LocalProdClaim, Registry, RegistryOptions } from './open-registry.ts';
export type { RemoveOptions } from './remove-options.ts';
export type { EntryIdentity, InstanceRecord } from './instance-record.ts';

// Pure: the content of the file, and what may become of it.
export { emptyRegistry, type InstanceEntry, type RegistryDocument } from './registry-document.ts';
export { parseRegistry } from './parse-registry.ts';
export { serializeRegistry } from './serialize-registry.ts';
export { listInstances } from './list-instances.ts';
export { slotHolders, type SlotHolders } from './slot-holders.ts';
export { isClaimOf, releaseSlotClaims, type SlotClaim, slotClaims } from './slot-claims.ts';
export { allocateSlot, type SlotRange, type SlotRequest } from './allocate-slot.ts';
export { claimLocalProd } from './claim-local-prod.ts';
export { clearLocalProd } from './clear-local-prod.ts';
export { claimInstance } from './claim-instance.ts';
export { releaseInstance } from './release-instance.ts';
