import type { EntryIdentity } from '../document/instance-record.ts';

/** How an entry is removed. */
export interface RemoveOptions {
  /** The entry as the caller saw it: another path or time, and nothing is removed. */
  readonly expected?: EntryIdentity | undefined;
  /** Keep what the entry's directory claims under `slots`: the entry is taken back, and the claim was there before it. */
  readonly keepSlotClaims?: boolean | undefined;
}
