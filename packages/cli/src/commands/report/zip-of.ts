import { strToU8, zipSync } from 'fflate';
import type { ReportFile } from '@ktrdr/instance/internal';

/** A zip archive with these files. @param mtime of all of them */
export function zipOf(files: readonly ReportFile[], mtime: Date): Uint8Array {
  const entries = files.map(({ path, text }) => [path, strToU8(text)] as const);
  return zipSync(Object.fromEntries(entries), { mtime });
}
