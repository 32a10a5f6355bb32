import { join } from 'node:path';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { isThere } from '../core/stats-at.ts';
import { asJson, removeOwnFile, writeOwnFile } from '../core/write-own-file.ts';

/** Writes down that `post-create` begins for a sandbox: until it has ended well, it is owed. */
export async function owePostCreate(context: Pick<Context, 'home'>, id: string): Promise<void> {
  await writeOwnFile(fileOf(context, id), asJson({ hook: 'post-create' }));
}

/** Whether the hook `post-create` has begun for a sandbox, and has not ended well: it failed, or was killed. */
export async function owesPostCreate(context: Pick<Context, 'home'>, { id }: Pick<Instance, 'id'>): Promise<boolean> {
  return await isThere(fileOf(context, id));
}

/** It has ended well, or there is no such sandbox any more. */
export async function forgetPostCreate(context: Pick<Context, 'home'>, id: string): Promise<void> {
  await removeOwnFile(fileOf(context, id));
}

function fileOf({ home }: Pick<Context, 'home'>, id: string): string {
  return join(home.hooks, `${id}.json`);
}
