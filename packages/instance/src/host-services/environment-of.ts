import { readFile } from 'node:fs/promises';
import type { Environment } from '../core/environment.ts';

/** The variables with which a process of this user was started; undefined where that cannot be known, as on macOS. */
export async function environmentOf(pid: number): Promise<Environment | undefined> {
  const text = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  return Object.fromEntries(
    text.split('\0').flatMap((line) => {
      const at = line.indexOf('=');
      return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
    }),
  );
}
