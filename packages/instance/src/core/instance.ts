import type { InstanceRecord } from '@ktrdr/registry';
import type { Kind } from './kinds.ts';
import { kinds, LOCAL_PROD_ID } from './kinds.ts';

/** A registered checkout of KTRDR with its slot. Its id is also its Compose project's name. */
export interface Instance {
  readonly id: string;
  readonly kind: Kind;
  readonly slot: number;
  /** The real path of its directory, as registered. */
  readonly path: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly record: InstanceRecord;
}

/** The instance that a registry entry describes. */
export function instanceOf(record: InstanceRecord): Instance {
  return {
    id: record.instanceId,
    kind: record.instanceId === LOCAL_PROD_ID ? kinds['local-prod'] : kinds.sandbox,
    slot: record.slot,
    path: record.path,
    createdAt: record.createdAt,
    record,
  };
}
