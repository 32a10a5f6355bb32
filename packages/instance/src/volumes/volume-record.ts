import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodedError, hasCode, messageOf, quoteArgument } from '@ktrdr/errors';
import * as z from 'zod/mini';
import type { Context } from '../core/context.ts';
import { asJson, removeOwnFile, writeOwnFile } from '../core/write-own-file.ts';
import { ownershipAdvice } from '../core/ownership-advice.ts';

const volumeRecord = z.object({
  /** A volume of such a name that was made at another time is another one. */
  volumes: z.array(
    z.object({
      name: z.string(),
      createdAt: z.string(),
      /** It was there before the instance, which somebody has let use it: another may need what is in it. */
      takenOver: z.optional(z.literal(true)),
    }),
  ),
  /**
   * While a start made volumes whose identities nobody has written down yet, by the Engine's clock (ISO 8601). Without `until` it is at
   * work, or was killed.
   */
  starting: z.optional(z.object({ since: z.string(), until: z.optional(z.string()) })),
});

/** Which volumes are an instance's. A volume tells the name of its Compose project, and nothing of whose that is. */
export type VolumeRecord = z.infer<typeof volumeRecord>;

/** Where it is written which volumes are an instance's. */
function volumeRecordFile({ home }: Pick<Context, 'home'>, id: string): string {
  return join(home.volumes, `${id}.json`);
}

/**
 * Which volumes are an instance's, as far as it was written down; undefined for one that was registered before that was done.
 *
 * @throws CodedError `VOLUME_RECORD_UNREADABLE`
 */
export async function readVolumeRecord(context: Pick<Context, 'home'>, id: string): Promise<VolumeRecord | undefined> {
  const file = volumeRecordFile(context, id);
  try {
    return volumeRecord.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    if (hasCode(cause, 'ENOENT') || hasCode(cause, 'ENOTDIR')) return undefined;
    throw new CodedError(`Cannot determine which volumes belong to ${id}: ${messageOf(cause)}`, {
      code: 'VOLUME_RECORD_UNREADABLE',
      hint: `Nothing was changed. ${(await ownershipAdvice(context, file, cause)) ?? `Make ${file} readable. If all volumes under that name belong to it, remove the file: rm ${quoteArgument(file)}`}`,
      cause,
    });
  }
}

/**
 * Writes down which volumes are an instance's. The operation's lock must be held.
 *
 * @throws CodedError `VOLUME_RECORD_UNWRITABLE`
 */
export async function writeVolumeRecord(
  context: Pick<Context, 'home'>,
  id: string,
  record: VolumeRecord,
): Promise<void> {
  const file = volumeRecordFile(context, id);
  try {
    await writeOwnFile(file, asJson(record));
  } catch (cause) {
    throw new CodedError(`Cannot record which volumes belong to ${id}: ${messageOf(cause)}`, {
      code: 'VOLUME_RECORD_UNWRITABLE',
      hint: `Run the command again once it can be written. ${(await ownershipAdvice(context, file, cause)) ?? `Make ${dirname(file)} writable and check that its disk is not full.`}`,
      cause,
    });
  }
}

/** There is no such instance any more, or not yet. The operation's lock must be held. */
export async function removeVolumeRecord(context: Pick<Context, 'home'>, id: string): Promise<void> {
  await removeOwnFile(volumeRecordFile(context, id));
}
