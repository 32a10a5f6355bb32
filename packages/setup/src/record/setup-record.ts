import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodedError, hasCode, quoteArgument } from '@ktrdr/errors';
import { type Home } from '@ktrdr/instance';
import { writtenIdentity } from '@ktrdr/instance/internal';
import { removeTemporaryFiles, writeFileDurably } from '@ktrdr/durable-files';
import * as z from 'zod/mini';

const stepName = z.enum(['clone', 'secrets', 'sync', 'init', 'shared', 'start']);

/** The steps of a setup, in their order. */
export type StepName = z.infer<typeof stepName>;

const setupRecord = z.object({
  /** The real path of the clone. */
  path: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  /** Which directory the clone is: another one at that path is somebody else's. Absent until it is whole. */
  directory: z.optional(writtenIdentity),
  /** What was cloned, without credentials. */
  repo: z.optional(z.string()),
  /** The branch of it that was asked for. */
  branch: z.optional(z.string()),
  /** Where git clones to until the clone is whole, while it does: a directory of ours. */
  partial: z.optional(z.string()),
  /** The vault that has the 1Password item. */
  vault: z.optional(z.string()),
  /** The account that has it. */
  account: z.optional(z.string()),
  /** Where shared data came from: `minimal`, or the directory that was copied. Absent until that was done. */
  shared: z.optional(z.string()),
  /** What was done. */
  done: z.array(stepName),
});

/** The latest one, and with it those of other places that are not finished. */
const setupRecords = z.extend(setupRecord, { earlier: z.optional(z.array(setupRecord)) });

/** A setup that is not finished: what it made is its own, and the next one goes on with it. */
export type SetupRecord = z.infer<typeof setupRecord>;

/** Where the records of unfinished setups are. */
export function setupRecordFile(home: Pick<Home, 'registry'>): string {
  return join(dirname(home.registry), 'setup.json');
}

/**
 * The setups that are not finished, the latest one first; one for a place.
 *
 * @throws CodedError `SETUP_RECORD_UNREADABLE`; the file is left as it is
 */
export async function readSetupRecords(file: string): Promise<SetupRecord[]> {
  try {
    const { earlier = [], ...latest } = setupRecords.parse(JSON.parse(await readFile(file, 'utf8')));
    return [latest, ...earlier];
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return [];
    const remove = hasCode(cause, 'EISDIR') ? `rm -r ${quoteArgument(file)}` : `rm ${quoteArgument(file)}`;
    throw new CodedError(`The record of an unfinished setup cannot be read: ${file}`, {
      code: 'SETUP_RECORD_UNREADABLE',
      hint: `Look at it: it names the clone that setup made. If you no longer need it, remove it and run setup again: ${remove}`,
      cause,
    });
  }
}

/**
 * Writes the record of a place, so that it is there after a power cut too; those of other places stay. The lock of setup must be held.
 *
 * @throws CodedError `DISK_FULL`
 */
export async function writeSetupRecord(file: string, record: SetupRecord): Promise<void> {
  await write(file, [record, ...(await othersOf(file, record.path))]);
}

/** Setup of a place is finished, or has made nothing. The lock of setup must be held. */
export async function removeSetupRecord(file: string, path: string): Promise<void> {
  await write(file, await othersOf(file, path));
}

async function othersOf(file: string, path: string): Promise<SetupRecord[]> {
  return (await readSetupRecords(file)).filter((record) => record.path !== path);
}

async function write(file: string, [latest, ...earlier]: readonly SetupRecord[]): Promise<void> {
  await removeTemporaryFiles(file);
  if (latest === undefined) return await rm(file, { force: true });
  const document = { ...latest, ...(earlier.length === 0 ? {} : { earlier }) };
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFileDurably(file, `${JSON.stringify(document, undefined, 2)}\n`);
  } catch (cause) {
    throw hasCode(cause, 'ENOSPC') || hasCode(cause, 'EDQUOT') ? diskFull(file, cause) : cause;
  }
}

function diskFull(file: string, cause: unknown): CodedError {
  return new CodedError(`The disk is full: setup cannot record its progress in ${file}`, {
    code: 'DISK_FULL',
    hint: `What was done stays. Free space on that disk and run setup again: it continues from there. To see how full it is: df -h ${quoteArgument(dirname(file))}`,
    cause,
  });
}
