import { assertExpected } from './assert-expected.ts';
import type { EntryIdentity } from '../document/instance-record.ts';
import type { RegistryDocument } from '../document/registry-document.ts';

/**
 * The registry without a local-prod; the same object if there was none.
 *
 * @throws CodedError `INSTANCE_CHANGED` if the entry is not the `expected` one
 */
export function clearLocalProd(document: RegistryDocument, expected?: EntryIdentity): RegistryDocument {
  if (!document.local_prod) return document;
  assertExpected(document.local_prod, expected);
  return { ...document, local_prod: null };
}
