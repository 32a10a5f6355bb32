import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, hasCode, messageOf, quoteArgument } from '@ktrdr/errors';
import { isThere } from '../core/stats-at.ts';
import { removeEmpty, type Staging } from './staging.ts';
import type { SourceDirectory } from './plan-source.ts';

/**
 * Refuses a directory that could not be put aside once all is copied: a directory of the lower layer of an overlay file system (the image of a container), or one
 * that somebody else has in a sticky directory. It is tried with a place that is never empty, to which nothing can be renamed: where the directory itself is not in
 * the way, that place is.
 *
 * @param staging with its directories
 * @throws CodedError `SHARED_NOT_REPLACEABLE`
 */
export async function assertRenamable(
  shared: string,
  staging: Staging,
  { name, path: from }: SourceDirectory,
): Promise<void> {
  const place = join(shared, name);
  if (!(await isThere(place))) return;
  try {
    await rename(place, staging.path);
  } catch (cause) {
    if (hasCode(cause, 'ENOTEMPTY') || hasCode(cause, 'EEXIST')) return;
    await removeEmpty(staging);
    throw new CodedError(`${place} cannot be replaced: ${messageOf(cause)}`, {
      code: 'SHARED_NOT_REPLACEABLE',
      hint: `Nothing was changed. ${hasCode(cause, 'EXDEV') ? `It is of a lower layer of an overlay file system, as in the image of a container, where no directory can be renamed: mount a volume at ${shared}, or copy by hand` : 'It must be yours to rename. Or copy by hand'}: cp -a ${quoteArgument(`${from}/.`)} ${quoteArgument(place)}`,
      cause,
    });
  }
}
