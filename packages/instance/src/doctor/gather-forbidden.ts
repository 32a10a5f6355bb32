import { access, lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Home } from '../core/home.ts';
import { type Files, forbiddenAt, type ForbiddenFacts, isAbsent, isForbidden } from '../entries/forbidden-at.ts';

/**
 * What we keep in our home and may not use ourselves, because another user has made it: the home, the shared directory, and everything under
 * `sandbox`; of a directory that is forbidden itself, that alone. Containers write into shared directories as other users: what is in those
 * is none of this.
 */
export async function gatherForbidden(
  { root, registry, shared }: Home,
  files: Files = { access, lstat, readdir },
): Promise<ForbiddenFacts[]> {
  const home = await forbiddenAt(root, { files });
  if (home.length > 0) return home;
  const [sandbox, sharedItself] = await Promise.all([
    forbiddenIn(dirname(registry), files),
    forbiddenAt(shared, { files }),
  ]);
  return [...sandbox, ...sharedItself];
}

async function forbiddenIn(path: string, files: Files): Promise<ForbiddenFacts[]> {
  const itself = await forbiddenAt(path, { files });
  if (itself.length > 0) return itself;
  const names = await files.readdir(path).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    if (isForbidden(error)) return undefined;
    throw error;
  });
  if (names === undefined) return [{ path, owner: undefined }];
  const found = await Promise.all(
    names.toSorted((one, other) => (one < other ? -1 : 1)).map((name) => forbiddenIn(join(path, name), files)),
  );
  return found.flat();
}
