import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { hasCode } from '@ktrdr/errors';

export interface ResolvePlaceOptions {
  /** What `~` means. */
  readonly home: string;
  /** What relative paths refer to; asked only for those. */
  readonly cwd: () => string;
}

/** A path as a person types it, made absolute: `~/a`, `a`, `../a`. */
export function resolvePlace(path: string, { home, cwd }: ResolvePlaceOptions): string {
  const typed = path.trim();
  if (typed === '~') return resolve(home);
  if (typed.startsWith('~/')) return resolve(home, typed.slice(2));
  return typed.startsWith('/') ? resolve(typed) : resolve(cwd(), typed);
}

/** The real path that an absolute path has, or will have once it is made; and the nearest directory on it that is there. */
export async function realPlace(path: string): Promise<{ readonly path: string; readonly ancestor: string }> {
  try {
    const real = await realpath(path);
    return { path: real, ancestor: real };
  } catch (error) {
    if (!hasCode(error, 'ENOENT') || dirname(path) === path) throw error;
    const parent = await realPlace(dirname(path));
    return { path: join(parent.path, basename(path)), ancestor: parent.ancestor };
  }
}
