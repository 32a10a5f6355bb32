import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isTemporaryOf, withFileLock, writeFileDurably } from '@ktrdr/durable-files';
import type { Context } from '../core/context.ts';
import { asJson } from '../core/write-own-file.ts';
import { listRecordings } from './list-recordings.ts';
import { type KeptFile, planKeeping } from './plan-keeping.ts';
import { parseRecordFileName, recordFileName } from './record-file.ts';
import { type Recording, signatureOf } from './recording.ts';

const WAIT_MS = 2_000;
/** No recording is larger: its logs get shorter until it fits. */
const LARGEST_BYTES = 2_000_000;

/**
 * Writes a recording durably, for the user alone, and removes those that are over the limits, and the last one of the instance where that found the same.
 *
 * @returns its file
 * @throws CodedError `LOCK_HELD`, `LOCK_FAILED`, `LOCK_UNSUPPORTED`; Node's errors: EACCES, ENOSPC, …
 */
export async function keepRecording(context: Pick<Context, 'home' | 'command'>, recording: Recording): Promise<string> {
  const { records, root } = context.home;
  await mkdir(records, { recursive: true, mode: 0o700 });
  const lock = { file: join(records, '.lock'), command: context.command, waitMs: WAIT_MS, top: root };
  return await withFileLock(lock, async () => {
    const [last] = await listRecordings(context, recording.id);
    const name = recordFileName(recording.id, new Date(recording.at));
    const file = join(records, name);
    await writeFileDurably(file, fitting(recording));
    const isRepeated = last !== undefined && last.name !== name && signatureOf(last) === signatureOf(recording);
    if (isRepeated) await rm(last.file, { force: true });
    for (const one of await leftovers(records)) await rm(join(records, one), { force: true });
    for (const { name: old } of planKeeping(await filesIn(records), Date.parse(recording.at)))
      await rm(join(records, old), { force: true });
    return file;
  });
}

/** The recording as a text that is not too long. */
function fitting(recording: Recording): string {
  const text = asJson(recording);
  const longest = Math.max(0, ...Object.values(recording.logs).map(({ length }) => length));
  if (Buffer.byteLength(text) <= LARGEST_BYTES || longest === 0) return text;
  const logs = Object.entries(recording.logs).map(([name, lines]) => [
    name,
    lines.slice(Math.max(0, lines.length - Math.floor(longest / 2))),
  ]);
  return fitting({ ...recording, logs: Object.fromEntries(logs) });
}

async function filesIn(records: string): Promise<KeptFile[]> {
  const names = await readdir(records);
  const found = await Promise.all(
    names.map(async (name) => {
      const file = parseRecordFileName(name);
      return file === undefined ? [] : [{ ...file, bytes: (await stat(join(records, name))).size }];
    }),
  );
  return found.flat();
}

/** What killed writes have left: nobody else writes while the lock is held. */
async function leftovers(records: string): Promise<string[]> {
  return (await readdir(records)).filter((name) => {
    const base = /^(.*\.json)\.[^.]+\.tmp$/.exec(name)?.[1];
    return base !== undefined && parseRecordFileName(base) !== undefined && isTemporaryOf(base, name);
  });
}
