import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrokenLink, brokenLink } from '@ktrdr/durable-files';
import { CodedError, hasCode, quoteArgument } from '@ktrdr/errors';
import { asideName, moveCommand } from '../core/aside-command.ts';
import { SHARED_DIRECTORIES } from './shared-directories.ts';

/** What is in the place of a shared directory, and none. */
export type UnusablePlace =
  | {
      readonly kind: 'no directory';
      readonly path: string;
      /** A free name beside it. */ readonly aside: string;
    }
  | ({ readonly kind: 'broken link' } & BrokenLink);

/** What keeps a shared directory from being used: something else is in its place, or a link to nothing. One that is missing is no fault. */
export async function unusablePlace(path: string): Promise<UnusablePlace | undefined> {
  try {
    if ((await stat(path)).isDirectory()) return undefined;
    return { kind: 'no directory', path, aside: await asideName(path, 'aside') };
  } catch (error) {
    // Nobody can tell.
    if (hasCode(error, 'EACCES')) return undefined;
    const link = await brokenLink(path);
    return link && { kind: 'broken link', ...link };
  }
}

/**
 * Refuses a source of which a directory cannot be told from one that it does not have: it leads to a disk that is away, or is a file.
 *
 * @throws CodedError `NO_SHARED_SOURCE`
 */
export async function assertUsableSources(from: string): Promise<void> {
  for (const name of SHARED_DIRECTORIES) {
    const place = await unusablePlace(join(from, name));
    if (place === undefined) continue;
    throw place.kind === 'broken link'
      ? new CodedError(`${place.path} is a link to ${place.target}, which does not exist`, {
          code: 'NO_SHARED_SOURCE',
          hint: 'Nothing was changed. Mount the disk of its target, and run the command again; or remove the link to copy without it.',
        })
      : new CodedError(`${place.path} is not a directory`, {
          code: 'NO_SHARED_SOURCE',
          hint: 'Nothing was changed. Copy from a KTRDR checkout or another shared directory.',
        });
  }
}

/** @throws CodedError `SHARED_UNREADABLE`, with what to do about what is in the place of one of these directories */
export async function assertUsablePlaces(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const place = await unusablePlace(path);
    if (place?.kind === 'no directory') {
      throw new CodedError(`${path} is not a directory`, {
        code: 'SHARED_UNREADABLE',
        hint: `Nothing was changed. Move it aside, and run the command again: ${moveCommand(path, place.aside)}`,
      });
    }
    if (place !== undefined) {
      throw new CodedError(`${place.path} is a link to ${place.target}, which does not exist`, {
        code: 'SHARED_UNREADABLE',
        hint: `Nothing was changed. Mount the disk of its target, and run the command again. Or, if you do not need it, remove the link; its target is not touched: rm ${quoteArgument(place.path)}`,
      });
    }
  }
}
