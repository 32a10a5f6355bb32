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
import { allocateSlot } from './changes/allocate-slot.ts';
import { claimInstance } from './changes/claim-instance.ts';
import { claimLocalProd } from './changes/claim-local-prod.ts';
import { clearLocalProd } from './changes/clear-local-prod.ts';
import { releaseInstance } from './changes/release-instance.ts';
import { findRecord, localProdOf } from './document/find-record.ts';
import type { InstanceRecord } from './document/instance-record.ts';
import type { RegistryDocument } from './document/registry-document.ts';
import { serializeRegistry } from './document/serialize-registry.ts';
import { releaseSlotClaims } from './document/slot-claims.ts';
import { slotHolders } from './document/slot-holders.ts';
import { readRegistryFile } from './file/read-registry-file.ts';
import type { Registry, RegistryOptions } from './open-registry.ts';

/** The methods of a registry that write it. */
export type RegistryChanges = Pick<
  Registry,
  'claimLocalProd' | 'clearLocalProd' | 'claim' | 'release' | 'releaseSlotClaim'
>;

/** The half of a registry that changes it: most commands only read, and it is larger. */
export function registryChanges(options: RegistryOptions): RegistryChanges {
  const { slots: range, localProdId, localProdSlot } = options;
  return {
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
        result: findRecord(document, instanceId),
      })),

    releaseSlotClaim: ({ slot, claimedBy }) =>
      update(options, (document) => {
        const released = releaseSlotClaims(document, (one) => one.slot === slot && one.claimedBy === claimedBy);
        if (released === document) throw claimChanged(slot, claimedBy);
        return { document: released, result: undefined };
      }),
  };
}

function claimChanged(slot: number, claimedBy: string): CodedError {
  return new CodedError(`Slot ${slot} is no longer claimed by ${claimedBy}`, {
    code: 'INSTANCE_CHANGED',
    hint: 'Nothing was changed. Check who has it now.',
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
          `${dirname(file)} and its contents must be writable for you, and the disk must not be full.`),
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
    hint: 'Nothing was changed. The lock is normally held for milliseconds: check what that process is doing, end it if it hangs, and try again.',
  });
}
