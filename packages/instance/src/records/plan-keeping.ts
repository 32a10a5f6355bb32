import type { RecordFile } from './record-file.ts';

/** So many of each instance stay. */
export const MOST_OF_ONE = 5;
/** So many bytes stay over all. */
export const MOST_BYTES = 20_000_000;
/** None stays longer. */
const LONGEST_MS = 30 * 24 * 60 * 60_000;

/** A recording that is kept, and how large its file is. */
export interface KeptFile extends RecordFile {
  readonly bytes: number;
}

/**
 * Which recordings go so that the rest is within its limits: the oldest first. The newest of all stays, whatever its size.
 *
 * @param now milliseconds since 1970
 */
export function planKeeping(files: readonly KeptFile[], now: number): KeptFile[] {
  const newestFirst = files.toSorted((one, other) => (one.name < other.name ? 1 : -1));
  const seen = new Map<string, number>();
  let bytes = 0;
  return newestFirst.filter((file, index) => {
    const count = (seen.get(file.id) ?? 0) + 1;
    const isOver = count > MOST_OF_ONE || bytes + file.bytes > MOST_BYTES || now - Date.parse(file.at) > LONGEST_MS;
    if (isOver && index > 0) return true;
    seen.set(file.id, count);
    bytes += file.bytes;
    return false;
  });
}
