import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, hasCode, messageOf, quoteArgument } from '@ktrdr/errors';
import { isThere } from '../core/stats-at.ts';
import { removeEmpty, type Staging } from './staging.ts';
import type { SourceDirectory } from './plan-source.ts';

/**
 * Refuses a directory that could not be put aside once all is copied: one of the lower layer of an overlay file system (the image of a container). It is tried with a place that is never empty, to which nothing can be renamed: where the directory itself is not in
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
    // What a file system says of a place that is not empty differs; of a lower layer it says this.
    if (!hasCode(cause, 'EXDEV')) return;
    await removeEmpty(staging);
    throw new CodedError(`${place} cannot be replaced: ${messageOf(cause)}`, {
      code: 'SHARED_NOT_REPLACEABLE',
      hint: `Nothing was changed. It is in a lower layer of an overlay file system, as in a container image, where no directory can be renamed: mount a volume at ${shared}, or copy by hand: cp -a ${quoteArgument(`${from}/.`)} ${quoteArgument(place)}`,
      cause,
    });
  }
  await rename(staging.path, place);
  throw new CodedError(`${staging.path} disappeared while the command ran`, {
    code: 'SHARED_NOT_REPLACEABLE',
    hint: `Nothing was changed in ${place}. Run the command again.`,
  });
}
