import { existsSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { quoteArgument } from '@ktrdr/errors';
import { directoryIdentity, isSameDirectory } from '@ktrdr/instance/internal';
import type { Session } from '@ktrdr/terminal';
import { isUntouched } from './is-untouched.ts';
import type { SetupRecord } from './setup-record.ts';
import { shownRepository } from '../repository/shown-repository.ts';

/** A whole clone beside its destination, where a setup was killed before it was renamed. */
export interface WholeClone {
  readonly partial: string;
  readonly directory: NonNullable<SetupRecord['directory']>;
}

interface Wanted {
  readonly record: SetupRecord | undefined;
  readonly repo: string;
  readonly branch: string | undefined;
}

/**
 * Settles what a setup has left that was killed while git worked on a clone: beside its destination, with a name that says that it is ours, and the
 * very directory that was made. It is removed as long as nothing is in it but what git had put there. Once git has written the index, which it does when
 * all is checked out, it is whole: setup goes on with it, if it is of what is wanted. Anything else may hold somebody's work, and is left and named.
 *
 * @returns the clone to go on with
 */
export async function settlePartial(
  { context }: Pick<Session, 'context'>,
  { record, repo, branch }: Wanted,
): Promise<WholeClone | undefined> {
  if (record?.partial === undefined) return undefined;
  const { path, partial, directory } = record;
  const isNamed = dirname(partial) === dirname(path) && /^\..*\.setup-[0-9a-f]{8}$/.test(basename(partial));
  if (!isNamed || !existsSync(partial)) return undefined;
  // Killed before it was known which directory was made: nothing is in it.
  if (directory === undefined && (await isRemovedEmpty(partial))) return undefined;
  const isOurs = directory !== undefined && isSameDirectory(directory, await directoryIdentity(partial));
  if (isOurs && (await isUntouched(partial, context))) {
    await rm(partial, { recursive: true, force: true });
    context.report({ type: 'note', text: `Removed ${partial}, the unfinished clone of an earlier setup.` });
    return undefined;
  }
  const isCheckedOut = existsSync(join(partial, '.git', 'index'));
  const isWanted = record.repo === shownRepository(repo) && record.branch === branch;
  if (isOurs && isCheckedOut && isWanted && !existsSync(join(partial, '.git', 'index.lock')))
    return { partial, directory };
  context.report({
    type: 'warning',
    text: `An earlier setup left a clone that may hold work by now: ${partial}. Look into it; if you need nothing in it: rm -r ${quoteArgument(partial)}`,
  });
  return undefined;
}

async function isRemovedEmpty(directory: string): Promise<boolean> {
  return await rmdir(directory).then(
    () => true,
    () => false,
  );
}
