import type { SlotRange } from './changes/allocate-slot.ts';
import type { RemoveOptions } from './changes/remove-options.ts';
import { findRecord, localProdOf } from './document/find-record.ts';
import type { EntryIdentity, InstanceRecord } from './document/instance-record.ts';
import { listInstances } from './document/list-instances.ts';
import type { RegistryDocument } from './document/registry-document.ts';
import { type SlotClaim, slotClaims } from './document/slot-claims.ts';
import { readRegistryFile } from './file/read-registry-file.ts';
import type { RegistryChanges } from './registry-changes.ts';

/** Which registry, and what its entries may be. */
export interface RegistryOptions {
  /** Absolute path of the registry file. Its directory is created by the first write, for the user alone. */
  readonly file: string;
  /**
   * The outermost directory in which it is that is to be the user's own: up to there, the advice on files of another user looks for who has
   * them. @default the file alone
   */
  readonly top?: string | undefined;
  /** The slots of sandboxes. */
  readonly slots: SlotRange;
  /** The id of local-prod; no sandbox may have it. */
  readonly localProdId: string;
  readonly localProdSlot: number;
  /** What this process calls itself to those who wait for the lock: `ktrdr sandbox create`. */
  readonly command: string;
  /** Milliseconds that a write waits for the lock. @default 10_000 */
  readonly lockWaitMs?: number | undefined;
}

/** A directory that becomes local-prod. It is a clone, so the record says `isWorktree: false` and no parent. */
export type LocalProdClaim = EntryIdentity;

/** A directory that becomes a sandbox. */
export interface InstanceClaim extends Omit<InstanceRecord, 'slot'> {
  /** Exactly this slot; otherwise the lowest free one. */
  readonly slot?: number | undefined;
  /** Slot -> why not to choose it, for a slot that nobody holds but whose ports are in use. */
  readonly avoid?: ReadonlyMap<number, string> | undefined;
}

/**
 * The registry. Every method throws `REGISTRY_UNREADABLE` or `REGISTRY_FORBIDDEN`; those that write also `REGISTRY_LOCKED` (another process held the lock
 * all the time; names it), `REGISTRY_WRITE_FAILED` and `LOCK_UNSUPPORTED`. After an error the file is as it was
 * before; only a disk that fails while the directory is synchronised can leave the new one.
 */
export interface Registry {
  readonly file: string;
  /** The whole content, as the file has it: what the pure functions of this package take. */
  read(): Promise<RegistryDocument>;

  /** Whether a local-prod is registered; its directory may be missing. */
  localProdExists(): Promise<boolean>;
  /** The entry of local-prod; undefined if none is registered. */
  getLocalProd(): Promise<InstanceRecord | undefined>;
  /** @throws CodedError `LOCAL_PROD_EXISTS`, `INSTANCE_EXISTS`, `PATH_REGISTERED`, `SLOT_TAKEN`, `INSTANCE_INVALID` */
  claimLocalProd(claim: LocalProdClaim): Promise<InstanceRecord>;
  /** The entry that was removed, undefined if there was none. @throws CodedError `INSTANCE_CHANGED` */
  clearLocalProd(options?: Pick<RemoveOptions, 'expected'>): Promise<InstanceRecord | undefined>;

  /** The sandbox of this id; undefined if there is none. */
  get(instanceId: string): Promise<InstanceRecord | undefined>;
  /** Every sandbox, by slot; not local-prod. */
  list(): Promise<readonly InstanceRecord[]>;
  /**
   * @throws CodedError `INSTANCE_EXISTS`, `INSTANCE_RESERVED`, `INSTANCE_INVALID`, `PATH_REGISTERED`, `SLOT_TAKEN`,
   *   `SLOT_OUT_OF_RANGE`, `NO_FREE_SLOT`
   */
  claim(claim: InstanceClaim): Promise<InstanceRecord>;
  /** The entry that was removed, undefined if there was none. @throws CodedError `INSTANCE_CHANGED` */
  release(instanceId: string, options?: RemoveOptions): Promise<InstanceRecord | undefined>;
  /** Every claim under `slots` of a version 2 file. */
  slotClaims(): Promise<readonly SlotClaim[]>;
  /**
   * Frees a slot that such a claim holds, if it is still that one.
   *
   * @throws CodedError `INSTANCE_CHANGED`
   */
  releaseSlotClaim(claim: Pick<SlotClaim, 'slot' | 'claimedBy'>): Promise<void>;
}

/** Opens a registry: nothing is read or written before a method is called, and nothing is remembered between two calls. */
export function openRegistry(options: RegistryOptions): Registry {
  const { file, top } = options;
  const read = () => readRegistryFile(file, top);
  const changes = async (): Promise<RegistryChanges> => {
    const { registryChanges } = await import('./registry-changes.ts');
    return registryChanges(options);
  };

  return {
    file,
    read,

    localProdExists: async () => localProdOf(await read()) !== undefined,
    getLocalProd: async () => localProdOf(await read()),
    claimLocalProd: async (claim) => await (await changes()).claimLocalProd(claim),
    clearLocalProd: async (removed) => await (await changes()).clearLocalProd(removed),

    get: async (instanceId) => findRecord(await read(), instanceId),
    list: async () => listInstances(await read()),
    claim: async (claim) => await (await changes()).claim(claim),
    release: async (instanceId, removed) => await (await changes()).release(instanceId, removed),

    slotClaims: async () => slotClaims(await read()),
    releaseSlotClaim: async (claim) => await (await changes()).releaseSlotClaim(claim),
  };
}
