import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodedError, hasCode, messageOf, quoteArgument } from '@ktrdr/errors';
import type * as z from 'zod/mini';
import type { Context } from '../core/context.ts';
import type { engineRecord } from './engine-record-schema.ts';
import { asJson, removeOwnFile, writeOwnFile } from '../core/write-own-file.ts';
import { ownershipAdvice } from '../core/ownership-advice.ts';

/** The Engine that holds an instance's containers and volumes. The registry's records take no field more, so it is beside them. */
export type EngineRecord = z.infer<typeof engineRecord>;

/** The services that the last start was to start, each with the number of its containers; undefined: nobody knows. */
export function startedServices(record: EngineRecord | undefined): ReadonlyMap<string, number> | undefined {
  if (record?.services === undefined) return undefined;
  return new Map(record.services.map((name) => [name, record.replicas?.[name] ?? 1]));
}

/** Where it is written which Engine an instance was started on. */
export function engineRecordFile({ home }: Pick<Context, 'home'>, id: string): string {
  return join(home.engines, `${id}.json`);
}

/**
 * The Engine that an instance was started on; undefined where it never was, or everything of it was removed since.
 *
 * @throws CodedError `ENGINE_RECORD_UNREADABLE`
 */
export async function readEngineRecord(context: Pick<Context, 'home'>, id: string): Promise<EngineRecord | undefined> {
  const file = engineRecordFile(context, id);
  try {
    const text = await readFile(file, 'utf8');
    // Most have none: what checks one takes milliseconds to load.
    const schemas = await import('./engine-record-schema.ts');
    return schemas.engineRecord.parse(JSON.parse(text));
  } catch (cause) {
    if (hasCode(cause, 'ENOENT') || hasCode(cause, 'ENOTDIR')) return undefined;
    throw new CodedError(`Cannot determine which Docker Engine ${id} was started on: ${messageOf(cause)}`, {
      code: 'ENGINE_RECORD_UNREADABLE',
      hint:
        (await ownershipAdvice(context, file, cause)) ??
        `Make ${file} readable. If ${id} runs on the Engine that docker uses now, remove the file: rm ${quoteArgument(file)}`,
      cause,
    });
  }
}

/**
 * Writes down which Engine an instance is about to be started on. The operation's lock must be held.
 *
 * @throws CodedError `ENGINE_RECORD_UNWRITABLE`
 */
export async function writeEngineRecord(context: Context, id: string, record: EngineRecord): Promise<void> {
  const file = engineRecordFile(context, id);
  try {
    await writeOwnFile(file, asJson(record));
  } catch (cause) {
    throw new CodedError(`Cannot record which Docker Engine ${id} is started on: ${messageOf(cause)}`, {
      code: 'ENGINE_RECORD_UNWRITABLE',
      hint: `Run the command again once it can be written. ${(await ownershipAdvice(context, file, cause)) ?? `Make ${dirname(file)} writable and check that its disk is not full.`}`,
      cause,
    });
  }
}

/**
 * Nothing of the instance is on any Engine any more. The operation's lock must be held.
 *
 * @throws CodedError `ENGINE_RECORD_UNWRITABLE`
 */
export async function removeEngineRecord(context: Context, id: string): Promise<void> {
  const file = engineRecordFile(context, id);
  try {
    await removeOwnFile(file);
  } catch (cause) {
    throw new CodedError(
      `The record of the Docker Engine that ${id} was started on still exists: ${messageOf(cause)}`,
      {
        code: 'ENGINE_RECORD_UNWRITABLE',
        hint: (await ownershipAdvice(context, file, cause)) ?? `Make ${dirname(file)} writable.`,
        cause,
      },
    );
  }
}
