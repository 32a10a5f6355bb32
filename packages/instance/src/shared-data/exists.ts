import { lstat } from 'node:fs/promises';
import { hasCode } from '@ktrdr/errors';

/** Whether anything is at a path, a link to nothing too. */
export async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return false;
      throw error;
    },
  );
}
