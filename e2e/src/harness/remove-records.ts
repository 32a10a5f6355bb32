import { rm } from 'node:fs/promises';
import { recordsOf } from './records-of.ts';

/** Forgets what is remembered of an instance that was taken away by hand. */
export async function removeRecords(home: string, id: string): Promise<void> {
  for (const record of await recordsOf(home, id)) await rm(record);
}
