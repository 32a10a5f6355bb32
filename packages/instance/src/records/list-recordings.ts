import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { parseRecordFileName } from './record-file.ts';
import { parseRecordingHead, type RecordingHead } from './recording.ts';

/** A recording that is kept: what it says of itself, and where it is. */
export interface KeptRecording extends RecordingHead {
  /** Of its file, without the directory. */
  readonly name: string;
  /** The path of its file, JSON. */
  readonly file: string;
  readonly bytes: number;
}

/**
 * What was found when starts failed, and when instances that were explained turned out to be broken: the newest first. What cannot be read is left out.
 *
 * @param id of one instance, registered or not. @default all of them
 */
export async function listRecordings(
  { home: { records } }: Pick<Context, 'home'>,
  id?: string,
): Promise<KeptRecording[]> {
  const names = await readdir(records).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const files = names
    .flatMap((name) => parseRecordFileName(name) ?? [])
    .filter((one) => id === undefined || one.id === id)
    .toSorted((one, other) => (one.name < other.name ? 1 : -1));
  const found = await Promise.all(
    files.map(async ({ name }): Promise<KeptRecording[]> => {
      const file = join(records, name);
      // It may be removed at any time.
      const [text, stats] = await Promise.all([readFile(file, 'utf8'), stat(file)]).catch(() => []);
      const head = text === undefined ? undefined : parseRecordingHead(text);
      return head === undefined || stats === undefined ? [] : [{ ...head, name, file, bytes: stats.size }];
    }),
  );
  return found.flat();
}
