import { assertExpected } from './assert-expected.ts';
import type { EntryIdentity } from './instance-record.ts';
import type { RegistryDocument } from './registry-document.ts';

/**
 * The registry without the sandbox `instanceId`, whose slot is free then; the same object if it is not registered.
 *
 * @throws CodedError `INSTANCE_CHANGED` if the entry is not the `expected` one
 */
export function releaseInstance(
  document: RegistryDocument,
  instanceId: string,
  expected?: EntryIdentity,
): RegistryDocument {
  const entries = Object.entries(document.instances ?? {});
  const entry = entries.find(([id]) => id === instanceId)?.[1];
  if (!entry) return document;
  assertExpected(entry, expected);
  return { ...document, instances: Object.fromEntries(entries.filter(([id]) => id !== instanceId)) };
}
