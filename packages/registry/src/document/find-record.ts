import type { InstanceRecord } from './instance-record.ts';
import { listInstances } from './list-instances.ts';
import { recordOf } from './record-of.ts';
import type { RegistryDocument } from './registry-document.ts';

/** local-prod, if one is registered. */
export function localProdOf(document: RegistryDocument): InstanceRecord | undefined {
  return document.local_prod ? recordOf(document.local_prod) : undefined;
}

/** The sandbox of this id, if it is registered. */
export function findRecord(document: RegistryDocument, instanceId: string): InstanceRecord | undefined {
  return listInstances(document).find((record) => record.instanceId === instanceId);
}
