import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodedError, hasCode } from '@ktrdr/errors';
import type { Context } from './context.ts';
import { type Instance, instanceOf } from './instance.ts';

/**
 * The local-prod instance, if `directory` is in it.
 *
 * @throws CodedError `NOT_IN_LOCAL_PROD`, with where it is or how to make one
 */
export async function resolveLocalProd(context: Context, directory: string): Promise<Instance> {
  const record = await context.registry.getLocalProd();
  const here = await realpath(directory);
  if (record !== undefined && isWithin(here, record.path)) return instanceOf(record);
  throw new CodedError(`Not in local-prod directory: ${here}`, {
    code: 'NOT_IN_LOCAL_PROD',
    hint:
      record === undefined
        ? 'No local-prod instance exists. In a clone of KTRDR, make it one with: ktrdr local-prod init'
        : await whereItIs(record.path),
  });
}

/** Whether `directory` is `ancestor` or lies below it. Both are real paths. */
export function isWithin(directory: string, ancestor: string): boolean {
  if (directory === ancestor) return true;
  const parent = dirname(directory);
  return parent !== directory && isWithin(parent, ancestor);
}

async function whereItIs(path: string): Promise<string> {
  const now = await realpath(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  });
  if (now === path) return `local-prod is at ${path}: cd there and run the command again.`;
  return `local-prod is registered at ${path}, which is no longer there. Move it back, or free it with: ktrdr local-prod destroy. Then: ktrdr local-prod init`;
}
