import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { quoteArgument } from '@ktrdr/errors';
import { directoryIdentity, isSameDirectory } from '@ktrdr/instance/internal';
import type { Session } from '@ktrdr/terminal';
import type { SetupRecord } from './setup-record.ts';

/**
 * Removes the clone of a setup that was killed while git worked on it: beside its destination, with a name that says that it is ours, and the
 * very directory that was made. git writes the index when all is checked out; from then on somebody may have worked there, and it is left.
 */
export async function removePartial(
  { context }: Pick<Session, 'context'>,
  record: SetupRecord | undefined,
): Promise<void> {
  if (record?.partial === undefined) return;
  const { path, partial, directory } = record;
  const isNamed = dirname(partial) === dirname(path) && /^\..*\.setup-[0-9a-f]{8}$/.test(basename(partial));
  if (!isNamed || !existsSync(partial)) return;
  const isOurs = directory !== undefined && isSameDirectory(directory, await directoryIdentity(partial));
  if (isOurs && !existsSync(join(partial, '.git', 'index'))) return await rm(partial, { recursive: true, force: true });
  context.report({
    type: 'warning',
    text: `An earlier setup has left a clone that may hold work since: ${partial}. Look into it; if nothing of it is needed: rm -r ${quoteArgument(partial)}`,
  });
}
