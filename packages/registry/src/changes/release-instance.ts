import { assertExpected } from './assert-expected.ts';
import type { RemoveOptions } from './remove-options.ts';
import type { RegistryDocument } from '../document/registry-document.ts';
import { isClaimOf, releaseSlotClaims, type SlotClaim } from '../document/slot-claims.ts';

/**
 * The registry without the sandbox `instanceId`, whose slot is free then; the same object if it is not registered. What it claims
 * under `slots` of a version 2 file is released too.
 *
 * @throws CodedError `INSTANCE_CHANGED` if the entry is not the `expected` one
 */
export function releaseInstance(
  document: RegistryDocument,
  instanceId: string,
  { expected, keepSlotClaims = false }: RemoveOptions = {},
): RegistryDocument {
  const entries = Object.entries(document.instances ?? {});
  const entry = entries.find(([id]) => id === instanceId)?.[1];
  if (!entry) return document;
  assertExpected(entry, expected);
  const isOwn = (claim: SlotClaim): boolean => claim.claimedBy === instanceId || isClaimOf(claim, entry.path);
  const released = keepSlotClaims ? document : releaseSlotClaims(document, isOwn);
  return { ...released, instances: Object.fromEntries(entries.filter(([id]) => id !== instanceId)) };
}
