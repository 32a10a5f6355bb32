import { readFile } from 'node:fs/promises';
import type { Context } from './context.ts';
import type { Instance } from './instance.ts';
import { makerFile } from './maker-file.ts';

/**
 * Whether an instance was made for the agent that works in this directory. What cannot be read says nothing, and an instance of the same id that was made at
 * another time is another one.
 */
export async function isMadeFor(
  context: Pick<Context, 'home'>,
  { id, createdAt }: Pick<Instance, 'id' | 'createdAt'>,
  directory: string,
): Promise<boolean> {
  try {
    const maker: unknown = JSON.parse(await readFile(makerFile(context, id), 'utf8'));
    if (typeof maker !== 'object' || maker === null || !('createdAt' in maker) || !('directory' in maker)) return false;
    return maker.createdAt === createdAt && maker.directory === directory;
  } catch {
    return false;
  }
}
