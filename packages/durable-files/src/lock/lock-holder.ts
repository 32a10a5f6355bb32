import { closeSync, fstatSync, ftruncateSync, readFileSync, writeSync } from 'node:fs';
import { isSystemError } from '@ktrdr/errors';
import * as z from 'zod/mini';

const holderSchema = z.lazy(() => z.object({ pid: z.int(), command: z.string() }));

/** Who says that it holds a lock. Information for people: only the kernel decides who does. */
export type LockHolder = z.infer<typeof holderSchema>;

/** Notes the holder in its lock file, which `descriptor` has open. */
export function writeLockHolder(descriptor: number, holder: LockHolder): void {
  note(descriptor, JSON.stringify(holder));
}

/** Removes the note and, with the descriptor, the lock. */
export function closeLockFile(descriptor: number): void {
  note(descriptor, '');
  closeSync(descriptor);
}

/** What the lock file says about its holder; nothing while that one is still writing it. */
export function readLockHolder(file: string): LockHolder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** `process 4711 (ktrdr sandbox create)`, or that it is not known. */
export function describeLockHolder(holder: LockHolder | undefined): string {
  return holder ? `process ${holder.pid} (${holder.command})` : 'an unknown process';
}

/** A file that has a second name may be a copy's (`cp -al`), or somebody's that was linked to ours: it can be locked, and is not written to. */
function isOnlyOurs(descriptor: number): boolean {
  const stats = fstatSync(descriptor);
  return stats.isFile() && stats.nlink <= 1;
}

function note(descriptor: number, text: string): void {
  try {
    if (!isOnlyOurs(descriptor)) return;
    ftruncateSync(descriptor, 0);
    writeSync(descriptor, text, 0);
  } catch (error) {
    // On a full disk the lock holds without the note: whoever wants to free space there must be able to lock.
    if (!isSystemError(error)) throw error;
  }
}
