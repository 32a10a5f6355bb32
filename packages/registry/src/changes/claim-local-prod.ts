import { CodedError } from '@ktrdr/errors';
import { allocateSlot } from './allocate-slot.ts';
import { assertPathFree } from './assert-path-free.ts';
import { entryOf } from '../document/entry-of.ts';
import type { InstanceRecord } from '../document/instance-record.ts';
import type { RegistryDocument } from '../document/registry-document.ts';
import { slotHolders } from '../document/slot-holders.ts';

/**
 * The registry with `record` as its local-prod.
 *
 * @throws CodedError `LOCAL_PROD_EXISTS` (with its path: the singleton is never replaced), `INSTANCE_EXISTS`,
 *   `PATH_REGISTERED`, `SLOT_TAKEN`, `INSTANCE_INVALID`
 */
export function claimLocalProd(document: RegistryDocument, record: InstanceRecord): RegistryDocument {
  const { local_prod: holder } = document;
  if (holder) {
    throw new CodedError(`local-prod already exists: ${holder.instance_id} at ${holder.path}`, {
      code: 'LOCAL_PROD_EXISTS',
      hint: `A machine can have only one local-prod. Use it in ${holder.path}, or destroy it first.`,
    });
  }
  if (Object.hasOwn(document.instances ?? {}, record.instanceId)) {
    throw new CodedError(`The id ${record.instanceId} belongs to a sandbox`, {
      code: 'INSTANCE_EXISTS',
      hint: `Destroy the sandbox ${record.instanceId} first.`,
    });
  }
  assertPathFree(document, record.path);
  const { slot } = record;
  allocateSlot({ holders: slotHolders(document), range: { min: slot, max: slot }, requested: slot });
  return { ...document, local_prod: entryOf(record) };
}
