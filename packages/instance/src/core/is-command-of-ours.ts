import { basename } from 'node:path';
import { argv0, execPath } from 'node:process';

/**
 * Whether a process may be a command of ours, by the words that it was called with: it runs what runs this one. A lock whose holder could not note
 * itself in it (the disk was full) shows in no other way that it is no leftover.
 */
export function isCommandOfOurs(args: readonly string[]): boolean {
  const program = basename(args[0] ?? '');
  // Where `node` is a link (to `node-22`, say), the two differ.
  return program === basename(execPath) || program === basename(argv0);
}
