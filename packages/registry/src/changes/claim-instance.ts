import { CodedError } from '@ktrdr/errors';
import { allocateSlot } from './allocate-slot.ts';
import { assertPathFree } from './assert-path-free.ts';
import { entryOf } from '../document/entry-of.ts';
import type { InstanceRecord } from '../document/instance-record.ts';
import type { RegistryDocument } from '../document/registry-document.ts';
import { slotHolders } from '../document/slot-holders.ts';

/**
 * The registry with one sandbox more, in the slot that its record names.
 *
 * @throws CodedError `INSTANCE_EXISTS` (with its path), `PATH_REGISTERED`, `SLOT_TAKEN`, `INSTANCE_INVALID`
 */
export function claimInstance(document: RegistryDocument, record: InstanceRecord): RegistryDocument {
  const { local_prod: localProd, instances = {} } = document;
  const { instanceId, slot } = record;
  const entries = [...(localProd ? [localProd] : []), ...Object.values(instances)];
  const holder = entries.find((entry) => entry.instance_id === instanceId);
  if (holder) {
    throw new CodedError(`Instance ${instanceId} exists already: slot ${holder.slot}, ${holder.path}`, {
      code: 'INSTANCE_EXISTS',
      hint: 'Choose another name, or destroy that instance first.',
    });
  }
  assertPathFree(document, record.path);
  allocateSlot({ holders: slotHolders(document, record.path), range: { min: slot, max: slot }, requested: slot });
  return { ...document, instances: { ...instances, [instanceId]: entryOf(record) } };
}
