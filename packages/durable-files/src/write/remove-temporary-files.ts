import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import { isTemporaryOf } from './write-file-durably.ts';

/**
 * Removes what killed calls of `writeFileDurably` have left beside a file; fine when the directory is not there. The caller holds the
 * lock under which the file is written: nobody else is writing it now.
 */
export async function removeTemporaryFiles(file: string): Promise<void> {
  const names = await readdir(dirname(file)).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const left = names.filter((name) => isTemporaryOf(basename(file), name));
  await Promise.all(left.map((name) => rm(join(dirname(file), name), { force: true })));
}
