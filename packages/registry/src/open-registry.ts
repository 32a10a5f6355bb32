import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  acquireFileLock,
  describeLockHolder,
  ownedByAnother,
  removeTemporaryFiles,
  writeFileDurably,
} from '@ktrdr/durable-files';
import { CodedError, hasCode, isSystemError, messageOf } from '@ktrdr/errors';
import { allocateSlot, type SlotRange } from './changes/allocate-slot.ts';
import { claimInstance } from './changes/claim-instance.ts';
import { claimLocalProd } from './changes/claim-local-prod.ts';
import { clearLocalProd } from './changes/clear-local-prod.ts';
import type { EntryIdentity, InstanceRecord } from './document/instance-record.ts';
import { listInstances } from './document/list-instances.ts';
import { readRegistryFile } from './file/read-registry-file.ts';
import { recordOf } from './document/record-of.ts';
import type { RegistryDocument } from './document/registry-document.ts';
import { releaseInstance } from './changes/release-instance.ts';
import type { RemoveOptions } from './changes/remove-options.ts';
import { serializeRegistry } from './document/serialize-registry.ts';
import { releaseSlotClaims, type SlotClaim, slotClaims } from './document/slot-claims.ts';
import { slotHolders } from './document/slot-holders.ts';

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
  const { file, top, slots: range, localProdId, localProdSlot } = options;
  const read = () => readRegistryFile(file, top);

  return {
    file,
    read,

    localProdExists: async () => localProdOf(await read()) !== undefined,
    getLocalProd: async () => localProdOf(await read()),

    claimLocalProd: ({ path, createdAt }) =>
      update(options, (document) => {
        const place = { instanceId: localProdId, slot: localProdSlot, path, createdAt };
        const record: InstanceRecord = { ...place, isWorktree: false, parentRepo: null };
        return { document: claimLocalProd(document, record), result: record };
      }),

    clearLocalProd: ({ expected } = {}) =>
      update(options, (document) => ({
        document: clearLocalProd(document, expected),
        result: localProdOf(document),
      })),

    get: async (instanceId) => find(await read(), instanceId),
    list: async () => listInstances(await read()),

    claim: ({ slot: requested, avoid, ...claimed }) =>
      update(options, (document) => {
        if (claimed.instanceId === localProdId) throw reserved(localProdId);
        const slot = allocateSlot({ holders: slotHolders(document, claimed.path), range, requested, avoid });
        const record: InstanceRecord = { ...claimed, slot };
        return { document: claimInstance(document, record), result: record };
      }),

    release: (instanceId, { expected, keepSlotClaims } = {}) =>
      update(options, (document) => ({
        document: releaseInstance(document, instanceId, { expected, keepSlotClaims }),
        result: find(document, instanceId),
      })),

    slotClaims: async () => slotClaims(await read()),
    releaseSlotClaim: ({ slot, claimedBy }) =>
      update(options, (document) => {
        const released = releaseSlotClaims(document, (one) => one.slot === slot && one.claimedBy === claimedBy);
        if (released === document) throw claimChanged(slot, claimedBy);
        return { document: released, result: undefined };
      }),
  };
}

function localProdOf(document: RegistryDocument): InstanceRecord | undefined {
  return document.local_prod ? recordOf(document.local_prod) : undefined;
}

function find(document: RegistryDocument, instanceId: string): InstanceRecord | undefined {
  return listInstances(document).find((record) => record.instanceId === instanceId);
}

function claimChanged(slot: number, claimedBy: string): CodedError {
  return new CodedError(`Slot ${slot} is not claimed by ${claimedBy} any more`, {
    code: 'INSTANCE_CHANGED',
    hint: 'Nothing was changed. Look again who has it.',
  });
}

function reserved(id: string): CodedError {
  return new CodedError(`The id ${id} is reserved for local-prod`, {
    code: 'INSTANCE_RESERVED',
    hint: 'Choose another name for the sandbox.',
  });
}

interface Change<T> {
  readonly document: RegistryDocument;
  readonly result: T;
}

/** Reads, changes and writes under the lock, which is held for these milliseconds only. */
async function update<T>(options: RegistryOptions, change: (document: RegistryDocument) => Change<T>): Promise<T> {
  const { file, top, command, lockWaitMs: waitMs = 10_000 } = options;
  // Before anything is created, also the lock file: what cannot be read is left alone.
  await readRegistryFile(file, top);
  try {
    const target = await targetOf(file);
    const attempt = await acquireFileLock({ file: `${target}.lock`, command, waitMs, top });
    if (attempt.kind === 'held') throw locked(file, waitMs, describeLockHolder(attempt.by));
    try {
      const before = await readRegistryFile(file, top);
      const { document, result } = change(before);
      if (document !== before) {
        await removeTemporaryFiles(target);
        await writeFileDurably(target, serializeRegistry(document));
      }
      return result;
    } finally {
      attempt.lock.release();
    }
  } catch (error) {
    if (!isSystemError(error) && !hasCode(error, 'LOCK_FAILED')) throw error;
    throw new CodedError(`Cannot write the registry ${file}: ${messageOf(error)}`, {
      code: 'REGISTRY_WRITE_FAILED',
      hint:
        `Nothing was changed. ` +
        ((await ownedByAnother(file, { top })) ??
          `${dirname(file)} and what is in it must be writable for you, and the disk must not be full.`),
      cause: error,
    });
  }
}

/** Where a symbolic link leads: two names of one file must mean one lock. */
async function targetOf(file: string): Promise<string> {
  return realpath(file).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return file;
    throw error;
  });
}

function locked(file: string, waitMs: number, holder: string): CodedError {
  return new CodedError(`The registry ${file} is locked by ${holder}; waited ${waitMs / 1000} s`, {
    code: 'REGISTRY_LOCKED',
    hint: 'Nothing was changed. The lock is normally held for milliseconds: see what that process is doing, end it if it hangs, and try again.',
  });
}
