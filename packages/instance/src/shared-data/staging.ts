import { lstat, readFile, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodedError, hasCode, quoteArgument } from '@ktrdr/errors';
import { writeFileDurably } from '@ktrdr/durable-files';
import * as z from 'zod/mini';
import { asJson } from '../core/write-own-file.ts';
import { isThere } from '../core/stats-at.ts';
import { isMountPoint } from '../entries/mounts-below.ts';
import { agreedPlace } from './agreed-place.ts';
import { copiedDirectory } from './copied-directory.ts';
import { SHARED_DIRECTORIES } from './shared-directories.ts';

const stateSchema = z.object({
  /** The real path of what is copied. */
  from: z.string(),
  /** `swapping`: everything is copied, and `names` are being put in their places. */
  phase: z.enum(['copying', 'swapping']),
  names: z.array(z.enum(SHARED_DIRECTORIES)),
  /** What they replace, as it was when somebody agreed to that. */
  replaces: z.optional(z.partialRecord(z.enum(SHARED_DIRECTORIES), agreedPlace)),
  /** The copies, as they were when all was copied. */
  copies: z.optional(z.partialRecord(z.enum(SHARED_DIRECTORIES), copiedDirectory)),
});

/** How far a copy has come. */
export type StagingState = z.infer<typeof stateSchema>;

/** Where a copy is made, beside its destination, so that a rename puts it there. */
export interface Staging {
  readonly path: string;
  /** What is copied, whole only when the state says `swapping`. */
  readonly fresh: string;
  /** What was replaced, until it is deleted. */
  readonly old: string;
}

/** The staging directory of a shared directory. */
export function stagingOf(shared: string): Staging {
  const path = join(shared, '.init-shared');
  return { path, fresh: join(path, 'new'), old: join(path, 'old') };
}

const stateFile = ({ path }: Staging): string => join(path, 'state.json');

/**
 * What a run that was ended left there; undefined where there is none.
 *
 * @throws CodedError `STAGING_UNREADABLE`, `SHARED_NOT_REPLACEABLE` where somebody has moved it to another disk or directory
 */
export async function readStaging(staging: Staging): Promise<StagingState | undefined> {
  for (const path of [staging.path, staging.fresh, staging.old]) await assertMovable(path);
  const file = stateFile(staging);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw unreadable(staging, cause);
  }
}

/** What lies behind a link or a mount cannot be renamed into the shared directory, and may be somebody's. */
async function assertMovable(path: string): Promise<void> {
  if (!(await isThere(path))) return;
  const isLink = (await lstat(path)).isSymbolicLink();
  if (!isLink && !(await isMountPoint(path))) return;
  const target = isLink ? await realpath(path).catch(() => undefined) : undefined;
  const back = target === undefined ? '' : ` && mv ${quoteArgument(target)} ${quoteArgument(path)}`;
  throw new CodedError(`${path} leads to another disk or directory, and nothing can be renamed from there`, {
    code: 'SHARED_NOT_REPLACEABLE',
    hint: isLink
      ? `Nothing was changed. Replace the link with what it leads to; the disk of ${dirname(path)} must have room for it: rm ${quoteArgument(path)}${back}`
      : `Nothing was changed. Copy what is in it into a directory on the disk of ${dirname(path)}, unmount it (umount ${quoteArgument(path)}), and move that directory to its place.`,
  });
}

/** Notes how far a copy has come; holds after a power cut too. */
export async function writeStaging(staging: Staging, state: StagingState): Promise<void> {
  await writeFileDurably(stateFile(staging), asJson(state));
}

/**
 * Deletes a copy that is not wanted any more.
 *
 * @throws CodedError `STAGING_UNREADABLE` where data that was replaced is there too, and nothing says how that came
 */
export async function discardStaging(staging: Staging): Promise<void> {
  if (await isThere(staging.old)) throw unreadable(staging);
  await rm(staging.path, { recursive: true, force: true });
}

function unreadable(staging: Staging, cause?: unknown): CodedError {
  return new CodedError(`Cannot tell from ${stateFile(staging)} how far an interrupted copy has come`, {
    code: 'STAGING_UNREADABLE',
    hint: `Look into ${staging.old}: what is there was replaced and is nowhere else. Then remove ${staging.path}.`,
    cause,
  });
}
