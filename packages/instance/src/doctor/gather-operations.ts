import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { withOperationLock } from '../core/with-operation-lock.ts';
import type { OperationFacts } from './facts.ts';

const SUFFIXES = { json: 'create', destroying: 'destroy' } as const;

/**
 * Operations with a journal. One at work holds its lock; the others' processes are dead. None of a directory that is forbidden, which is a
 * finding of its own.
 */
export async function gatherOperations(context: Context): Promise<OperationFacts[]> {
  const names = await readdir(context.home.operations).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') || hasCode(error, 'EACCES')) return [];
    throw error;
  });
  const found = names
    .toSorted((one, other) => one.localeCompare(other))
    .flatMap((name) => {
      const [, id, suffix] = /^(.+)\.(json|destroying)$/.exec(name) ?? [];
      if (id === undefined || (suffix !== 'json' && suffix !== 'destroying')) return [];
      return [{ id, operation: SUFFIXES[suffix], file: join(context.home.operations, name) }];
    });
  return await Promise.all(
    found.map(async ({ id, operation, file }) => ({ id, operation, file, isAtWork: await isAtWork(context, id) })),
  );
}

async function isAtWork(context: Context, id: string): Promise<boolean> {
  try {
    await withOperationLock(context, id, async () => await Promise.resolve());
    return false;
  } catch (error) {
    if (hasCode(error, 'BUSY')) return true;
    if (hasCode(error, 'LOCK_UNSUPPORTED') || hasCode(error, 'LOCK_FAILED')) return false;
    throw error;
  }
}
