import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { withOperationLock } from '../core/with-operation-lock.ts';
import type { Instance } from '../core/instance.ts';
import { answer } from '../core/answer.ts';
import { readJournal as readCreateJournal } from '../journals/create-journal.ts';
import { readJournal } from '../journals/destroy-journal.ts';
import { isOf } from '../journals/unfinished-removal.ts';
import type { OperationFacts } from './facts.ts';

const SUFFIXES = { json: 'create', destroying: 'destroy', emptying: 'down -v' } as const;

/**
 * Operations with a journal. One at work holds its lock; the others' processes are dead. None of a directory that is forbidden, which is a
 * finding of its own; nor a removal of an instance that is gone, or that another one has the name of by now.
 *
 * @param instances the registered ones; undefined where nobody knows them
 */
export async function gatherOperations(
  context: Context,
  instances: readonly Instance[] | undefined,
): Promise<OperationFacts[]> {
  const names = await readdir(context.home.operations).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') || hasCode(error, 'EACCES')) return [];
    throw error;
  });
  const found = names
    .toSorted((one, other) => one.localeCompare(other))
    .flatMap((name) => {
      const [, id, suffix] = /^(.+)\.(json|destroying|emptying)$/.exec(name) ?? [];
      if (id === undefined || (suffix !== 'json' && suffix !== 'destroying' && suffix !== 'emptying')) return [];
      return [{ id, operation: SUFFIXES[suffix], file: join(context.home.operations, name) }];
    });
  const facts = await Promise.all(
    found.map(async ({ id, operation, file }) => {
      const instance = instances?.find((one) => one.id === id);
      if (operation !== 'create' && instances !== undefined && !(instance && (await isOf(instance, file)))) return [];
      const removal =
        operation === 'destroy' && instance ? await answer(readJournal(context, instance, '')) : undefined;
      const keeps = removal?.kind === 'known' ? removal.value?.keeps : undefined;
      const create = operation === 'create' ? await answer(readCreateJournal(context, id)) : undefined;
      const unreadable = create?.kind === 'failed' ? create.failure : undefined;
      return [{ id, operation, file, unreadable, path: instance?.path, keeps, isAtWork: await isAtWork(context, id) }];
    }),
  );
  return facts.flat();
}

async function isAtWork(context: Context, id: string): Promise<boolean> {
  try {
    await withOperationLock(context, id, async () => await Promise.resolve(), { onlyLooks: true });
    return false;
  } catch (error) {
    if (hasCode(error, 'BUSY')) return true;
    if (hasCode(error, 'LOCK_UNSUPPORTED') || hasCode(error, 'LOCK_FAILED')) return false;
    throw error;
  }
}
