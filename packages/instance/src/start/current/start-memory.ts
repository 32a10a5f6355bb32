import { createHmac, randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Container } from '@ktrdr/compose-runner';
import * as z from 'zod/mini';
import type { Context } from '../../core/context.ts';
import { asJson, removeOwnFile, writeOwnFile } from '../../core/write-own-file.ts';

const schema = z.object({
  /** Key of the digest, of this file alone: secrets are among what it is made of. */
  key: z.string(),
  digest: z.string(),
  containers: z.array(z.object({ id: z.string(), networks: z.array(z.string()) })),
});

/** With what an instance's last start became ready. Only a memory: without it the next start asks Compose. */
export type StartMemory = z.infer<typeof schema>;

/** Everything that decides what Compose would do. */
export interface StartInput {
  /** The Engine's id. */
  readonly engine: string;
  readonly composeVersion: string;
  /** The files, resolved with placeholders for the secrets. */
  readonly resolved: string;
  readonly overlay: string;
  readonly secrets: Readonly<Record<string, string>> | undefined;
}

/** The ids of the networks that a container is on, in a fixed order. */
export function networksOf({ networks }: Container): string[] {
  return networks.map(({ networkId }) => networkId).toSorted();
}

/** A key for a memory that is yet to be written. */
export function newKey(): string {
  return randomBytes(32).toString('hex');
}

/** The key of an instance's memory, which is begun where there is none yet. The operation's lock must be held. */
export async function startKey(context: Context, id: string): Promise<string> {
  const memory = await readStartMemory(context, id);
  if (memory !== undefined) return memory.key;
  const key = newKey();
  // Of no start: no digest is empty.
  await writeStartMemory(context, id, { key, digest: '', containers: [] });
  return key;
}

/** What tells one input from another, and does not tell the secrets. */
export function digestOf(key: string, { engine, composeVersion, resolved, overlay, secrets }: StartInput): string {
  const sorted = Object.entries(secrets ?? {}).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHmac('sha256', Buffer.from(key, 'hex'))
    .update(JSON.stringify([engine, composeVersion, resolved, overlay, secrets === undefined ? null : sorted]))
    .digest('hex');
}

/** What is remembered of an instance's last start; undefined where that cannot be read. */
export async function readStartMemory(context: Context, id: string): Promise<StartMemory | undefined> {
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(fileOf(context, id), 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Remembers. That it cannot be written costs the next start a run of Compose. The operation's lock must be held. */
export async function writeStartMemory(
  context: Context,
  id: string,
  { containers, ...input }: Pick<StartMemory, 'key' | 'digest'> & { readonly containers: readonly Container[] },
): Promise<void> {
  const file = fileOf(context, id);
  const memory: StartMemory = {
    ...input,
    containers: containers.map((container) => ({ id: container.id, networks: networksOf(container) })),
  };
  try {
    await writeOwnFile(file, asJson(memory));
  } catch {
    await rm(file, { force: true }).catch(() => {});
  }
}

/** Forgets an instance's last start; fine when nothing is remembered. */
export async function forgetStart(context: Context, id: string): Promise<void> {
  await removeOwnFile(fileOf(context, id));
}

function fileOf({ home }: Context, id: string): string {
  return join(home.starts, `${id}.json`);
}
