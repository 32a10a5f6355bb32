import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ComposeConfig, undouble } from '@ktrdr/compose-runner';
import { CodedError, messageOf, quoteArgument } from '@ktrdr/errors';
import { removeTemporaryFiles, writeFileDurably } from '@ktrdr/registry';
import * as z from 'zod/mini';
import type { Context } from '../../context.ts';
import type { Instance } from '../../instance.ts';
import { placeholderFor } from './variables-read.ts';

/** Where the password of a database came from. */
type SecretsSource = 'item' | 'defaults';

const memorySchema = z.object({
  /** Key of the fingerprints, of this file alone. */
  key: z.string(),
  volumes: z.array(
    z.object({
      name: z.string(),
      /** A volume of that name that was made at another time is another one. */
      createdAt: z.string(),
      source: z.enum(['item', 'defaults']),
      /** Of the database's password, under `key`; null where the start did not know it. */
      fingerprint: z.nullable(z.string()),
    }),
  ),
});

type Memory = z.infer<typeof memorySchema>;

/** What a start does with a database. */
export interface DatabaseStart {
  readonly source: SecretsSource;
  /** The names of the volumes that hold the database. */
  readonly volumes: readonly string[];
  readonly password: string | undefined;
}

/**
 * The database of a resolved Compose file: service `db`.
 *
 * @param secrets by variable; undefined for a start without
 */
export function databaseStart(
  config: ComposeConfig,
  secrets: Readonly<Record<string, string>> | undefined,
): DatabaseStart {
  const db = config.services['db'];
  const volumes = (db?.volumes ?? []).flatMap(({ type, source, target }) => {
    if (type !== 'volume' || source === undefined || !target.includes('postgresql')) return [];
    return [config.volumes?.[source]?.name ?? `${config.name}_${source}`];
  });
  const source = secrets === undefined ? 'defaults' : 'item';
  // One that is in a file is the same, wherever the other secrets come from.
  if (db?.environment?.['POSTGRES_PASSWORD_FILE']) return { source, volumes: [], password: undefined };
  const written = undouble(db?.environment?.['POSTGRES_PASSWORD'] ?? '');
  const secret = Object.keys(secrets ?? {}).find((name) => written === placeholderFor(name));
  const password = secret === undefined ? written : secrets?.[secret];
  return { source, volumes, password: password || undefined };
}

/**
 * Refuses a start whose database was made with other secrets: PostgreSQL keeps the password that it was made with. What is not known of a
 * volume refuses nothing.
 *
 * @throws CodedError `SECRETS_DIFFER`, with every way out
 */
export async function assertSameSecrets(context: Context, instance: Instance, start: DatabaseStart): Promise<void> {
  const memory = await readMemory(context, instance);
  if (memory === undefined) return;
  const there = await context.docker.volumesNamed(start.volumes);
  const known = memory.volumes.find((one) =>
    there.some(({ name, createdAt }) => name === one.name && createdAt === one.createdAt),
  );
  if (known === undefined || known.source === start.source) return;
  if (known.fingerprint !== null && known.fingerprint === fingerprintOf(memory.key, start.password)) return;
  throw differ(context, instance, { name: known.name, start });
}

/**
 * Remembers with which secrets a database is known to work. Where that cannot be written down, a warning says so: the start itself went
 * well. The operation's lock must be held.
 */
export async function rememberSecrets(context: Context, instance: Instance, start: DatabaseStart): Promise<void> {
  if (start.volumes.length === 0) return;
  const before = await readMemory(context, instance);
  const there = await context.docker.volumesNamed(start.volumes);
  const key = before?.key ?? randomBytes(32).toString('hex');
  const fingerprint = fingerprintOf(key, start.password);
  const volumes = there.map(({ name, createdAt }) => ({ name, createdAt, source: start.source, fingerprint }));
  const text = `${JSON.stringify({ key, volumes } satisfies Memory, undefined, 2)}\n`;
  if (before !== undefined && text === `${JSON.stringify(before, undefined, 2)}\n`) return;
  const file = fileOf(context, instance);
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await removeTemporaryFiles(file);
    await writeFileDurably(file, text, 0o600);
  } catch (error) {
    const warning = `Cannot remember with which secrets the database was made: ${messageOf(error)}`;
    context.report({ type: 'warning', text: warning });
  }
}

/** The database is gone. The operation's lock must be held. */
export async function forgetSecrets(context: Context, instance: Pick<Instance, 'id'>): Promise<void> {
  await rm(fileOf(context, instance), { force: true });
}

/** Where it is remembered. */
function fileOf({ home }: Pick<Context, 'home'>, { id }: Pick<Instance, 'id'>): string {
  return join(home.databases, `${id}.json`);
}

/** Undefined where nothing is known; that includes a file that cannot be read: it would only refuse a start that may go well. */
async function readMemory(context: Context, instance: Instance): Promise<Memory | undefined> {
  try {
    const parsed = memorySchema.safeParse(JSON.parse(await readFile(fileOf(context, instance), 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function fingerprintOf(key: string, password: string | undefined): string | null {
  return password === undefined ? null : createHmac('sha256', Buffer.from(key, 'hex')).update(password).digest('hex');
}

function differ(
  context: Context,
  instance: Instance,
  { name, start }: { readonly name: string; readonly start: DatabaseStart },
): CodedError {
  const { command, secretsItem } = instance.kind;
  const withItem = start.source === 'item';
  const [made, wanted] = withItem
    ? ['without secrets', `with those of 1Password item ${secretsItem}`]
    : [`with the secrets of 1Password item ${secretsItem}`, 'without any'];
  const flags = withItem ? '' : ' --no-secrets';
  return new CodedError(
    `The database of ${instance.id} (volume ${name}) was made ${made}; started ${wanted}, it would refuse its own password`,
    {
      code: 'SECRETS_DIFFER',
      hint:
        `Nothing was started. To start it as it was made: ${command} up${withItem ? ' --no-secrets' : ''}\n` +
        `To begin with an empty database: ${command} down --volumes && ${command} up${flags}\n` +
        `If its password was changed in the database since: rm ${quoteArgument(fileOf(context, instance))}`,
    },
  );
}
