import { createHmac, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectVolume } from '@ktrdr/compose-runner';
import { messageOf } from '@ktrdr/errors';
import * as z from 'zod/mini';
import type { Context } from '../core/context.ts';
import { removeOwnFile, writeOwnFile } from '../core/write-own-file.ts';
import type { Instance } from '../core/instance.ts';
import { cameWhileStarting } from './came-while-starting.ts';

/** With which secrets a database is, or is going to be made. */
const origin = {
  source: z.enum(['item', 'defaults']),
  /** Of the database's password, under the file's `key`; null where the start did not know it. */
  fingerprint: z.nullable(z.string()),
};

const secretsMemory = z.object({
  /** Key of the fingerprints, of this file alone. */
  key: z.string(),
  volumes: z.array(
    z.object({
      name: z.string(),
      /** A volume of that name that was made at another time is another one. */
      createdAt: z.string(),
      ...origin,
    }),
  ),
  /** While a start makes volumes that are not among these yet, since this time of the Engine's clock: it is at work, or was killed. */
  making: z.optional(z.object({ since: z.string(), ...origin })),
});

/** With which secrets the volumes of an instance's database were made. */
export type SecretsMemory = z.infer<typeof secretsMemory>;

/** One of nothing. */
export function emptyMemory(): SecretsMemory {
  return { key: randomBytes(32).toString('hex'), volumes: [] };
}

/** What tells a password from others, and does not tell the password; null of none. @param key the memory's */
export function fingerprintOf(key: string, password: string | undefined): string | null {
  return password === undefined ? null : createHmac('sha256', Buffer.from(key, 'hex')).update(password).digest('hex');
}

/** What is known of the volumes that are there, of which a start that was ended or killed may have made some. */
export function knownVolumes(
  { volumes, making }: SecretsMemory,
  there: readonly ProjectVolume[],
): SecretsMemory['volumes'] {
  return there.flatMap((volume) => {
    const known = volumes.find(({ name, createdAt }) => name === volume.name && createdAt === volume.createdAt);
    if (known !== undefined) return [known];
    if (making === undefined || !cameWhileStarting(volume, making)) return [];
    const { source, fingerprint } = making;
    return [{ name: volume.name, createdAt: volume.createdAt, source, fingerprint }];
  });
}

/** Where it is remembered. */
export function secretsMemoryFile({ home }: Pick<Context, 'home'>, { id }: Pick<Instance, 'id'>): string {
  return join(home.databases, `${id}.json`);
}

/** Undefined where nothing is known; that includes a file that cannot be read: it would only refuse a start that may go well. */
export async function readSecretsMemory(
  context: Pick<Context, 'home'>,
  instance: Instance,
): Promise<SecretsMemory | undefined> {
  try {
    const parsed = secretsMemory.safeParse(JSON.parse(await readFile(secretsMemoryFile(context, instance), 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an instance's database was made without secrets, or is going to be, as far as that is known: a start with secrets is refused then. */
export async function isMadeWithoutSecrets(context: Pick<Context, 'home'>, instance: Instance): Promise<boolean> {
  const { volumes = [], making } = (await readSecretsMemory(context, instance)) ?? {};
  const origins = making === undefined ? volumes : [...volumes, making];
  return origins.length > 0 && origins.every(({ source }) => source === 'defaults');
}

/**
 * Writes it down, unless it is what is written already. Where that fails, a warning says so: the start itself may go well. The operation's
 * lock must be held.
 */
export async function writeSecretsMemory(context: Context, instance: Instance, memory: SecretsMemory): Promise<void> {
  const before = await readSecretsMemory(context, instance);
  const text = textOf(memory);
  if (before !== undefined && text === textOf(before)) return;
  const file = secretsMemoryFile(context, instance);
  try {
    await writeOwnFile(file, text);
  } catch (error) {
    const warning = `Cannot record which secrets the database was created with: ${messageOf(error)}`;
    context.report({ type: 'warning', text: warning });
  }
}

/** These volumes are gone, by their names. The operation's lock must be held. */
export async function forgetSecretsOf(context: Context, instance: Instance, gone: readonly string[]): Promise<void> {
  const memory = await readSecretsMemory(context, instance);
  if (memory === undefined) return;
  await writeSecretsMemory(context, instance, {
    ...memory,
    volumes: memory.volumes.filter(({ name }) => !gone.includes(name)),
  });
}

/** The database is gone. The operation's lock must be held. */
export async function forgetSecrets(context: Context, instance: Pick<Instance, 'id'>): Promise<void> {
  await removeOwnFile(secretsMemoryFile(context, instance));
}

function textOf(memory: SecretsMemory): string {
  return `${JSON.stringify(memory, undefined, 2)}\n`;
}
