import { realpath } from 'node:fs/promises';
import { hasCode } from '@ktrdr/errors';

/** The real path of what is there; undefined where nothing is. Of what nobody lets us look at it is the path as it was given. */
export async function existingPath(path: string): Promise<string | undefined> {
  return await realpath(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    return path;
  });
}
