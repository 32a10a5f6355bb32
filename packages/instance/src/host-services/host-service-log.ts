import { constants } from 'node:fs';
import { mkdir, open, rename, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import type { HostServiceName } from '../core/host-service-kinds.ts';

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;

/** What the last start of a host service has written; that of the start before is beside it, as `.1`. */
export function hostServiceLog({ home }: Pick<Context, 'home'>, name: HostServiceName): string {
  return join(home.hostServices, `${name}.log`);
}

/** Opens it anew for a start, for this user alone. The service's lock must be held. */
export async function openHostServiceLog(file: string): Promise<FileHandle> {
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  if (((await statsOf(file))?.size ?? 0) > 0) await rename(file, `${file}.1`);
  return await open(file, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600);
}

async function statsOf(file: string): Promise<{ readonly size: number } | undefined> {
  return await stat(file).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
}
