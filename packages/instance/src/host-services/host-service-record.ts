import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import * as z from 'zod/mini';
import type { Context } from '../core/context.ts';
import { asJson, removeOwnFile, writeOwnFile } from '../core/write-own-file.ts';
import type { HostServiceName } from '../core/host-service-kinds.ts';

const schema = z.object({
  version: z.literal(1),
  /** Of the process that it began with, and of its group. */
  pid: z.int(),
  /** As the table of processes has it. */
  startedAt: z.string(),
  /** Stands in the environment of all that it has started. */
  mark: z.string(),
  /** ISO 8601, UTC. */
  since: z.string(),
});

/** The last start of a host service: which processes are its own. */
export type HostServiceRecord = z.infer<typeof schema>;

/**
 * Undefined where it was never started, or was stopped; a file that is damaged proves of no process that it is ours.
 *
 * @throws Node's errors where it is there and cannot be read: a service may run
 */
export async function readHostServiceRecord(
  context: Pick<Context, 'home'>,
  name: HostServiceName,
): Promise<HostServiceRecord | undefined> {
  const text = await readFile(fileOf(context, name), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  return schema.safeParse(parse(text ?? '')).data;
}

/** The lock of the service must be held. */
export async function writeHostServiceRecord(
  context: Pick<Context, 'home'>,
  name: HostServiceName,
  record: Omit<HostServiceRecord, 'version'>,
): Promise<HostServiceRecord> {
  const written = { version: 1 as const, ...record };
  await writeOwnFile(fileOf(context, name), asJson(written));
  return written;
}

/** Likewise. */
export async function removeHostServiceRecord(context: Pick<Context, 'home'>, name: HostServiceName): Promise<void> {
  await removeOwnFile(fileOf(context, name));
}

function fileOf({ home }: Pick<Context, 'home'>, name: HostServiceName): string {
  return join(home.hostServices, `${name}.json`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
