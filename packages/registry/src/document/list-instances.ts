import type { InstanceRecord } from './instance-record.ts';
import { recordOf } from './record-of.ts';
import type { RegistryDocument } from './registry-document.ts';

/** Every sandbox, by ascending slot, then by id. Local-prod is not one of them. */
export function listInstances(document: RegistryDocument): readonly InstanceRecord[] {
  return Object.values(document.instances ?? {})
    .map(recordOf)
    .toSorted((a, b) => a.slot - b.slot || a.instanceId.localeCompare(b.instanceId));
}
