import { type ComposeConfig, undouble } from '@ktrdr/compose-runner';
import { CodedError, quoteArgument } from '@ktrdr/errors';
import { instanceCommand } from '../../core/instance-command.ts';
import type { Context } from '../../core/context.ts';
import type { Instance } from '../../core/instance.ts';
import {
  emptyMemory,
  fingerprintOf,
  knownVolumes,
  readSecretsMemory,
  secretsMemoryFile,
  writeSecretsMemory,
} from '../../volumes/secrets-memory.ts';
import { placeholderFor } from './variables-read.ts';

/** Where the password of a database came from. */
type SecretsSource = 'item' | 'defaults';

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
  const memory = await readSecretsMemory(context, instance);
  if (memory === undefined) return;
  const [known] = knownVolumes(memory, await context.docker.volumesNamed(start.volumes));
  if (known === undefined || known.source === start.source) return;
  if (known.fingerprint !== null && known.fingerprint === fingerprintOf(memory.key, start.password)) return;
  throw differ(context, instance, { name: known.name, start });
}

/** Remembers with which secrets a database is known to work. The operation's lock must be held. */
export async function rememberSecrets(context: Context, instance: Instance, start: DatabaseStart): Promise<void> {
  if (start.volumes.length === 0) return;
  const { key } = (await readSecretsMemory(context, instance)) ?? emptyMemory();
  const there = await context.docker.volumesNamed(start.volumes);
  const fingerprint = fingerprintOf(key, start.password);
  const volumes = there.map(({ name, createdAt }) => ({ name, createdAt, source: start.source, fingerprint }));
  await writeSecretsMemory(context, instance, { key, volumes });
}

function differ(
  context: Context,
  instance: Instance,
  { name, start }: { readonly name: string; readonly start: DatabaseStart },
): CodedError {
  const [up, down] = [instanceCommand('up', instance), instanceCommand('down', instance)];
  const withItem = start.source === 'item';
  const [made, wanted] = withItem ? ['without secrets', 'with them'] : ['with secrets', 'without any'];
  const flags = withItem ? '' : ' --no-secrets';
  return new CodedError(
    `The database of ${instance.id} (volume ${name}) was created ${made}; started ${wanted}, it would refuse its own password`,
    {
      code: 'SECRETS_DIFFER',
      hint:
        `Nothing was started. To start it as it was created: ${up}${withItem ? ' --no-secrets' : ''}\n` +
        `To start with an empty database: ${down} --volumes && ${up}${flags}\n` +
        `If its password has since been changed in the database: rm ${quoteArgument(secretsMemoryFile(context, instance))}`,
    },
  );
}
