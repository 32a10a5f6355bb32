import { type Container, LOCAL_HOST } from '@ktrdr/compose-runner';
import type { Context } from '../core/context.ts';
import { instanceCommand } from '../core/instance-command.ts';
import type { Instance } from '../core/instance.ts';
import { urlHost } from '../core/url-host.ts';
import { assertOwnProject } from '../engine/assert-own-project.ts';
import { assertSameEngine } from '../engine/same-engine.ts';
import { servedBy } from '../served/served-by.ts';
import type { ServedServices } from '../served/served-services.ts';
import { describeInstance } from '../status/describe-instance.ts';
import { databaseLogin, type DatabaseLogin } from './database-login.ts';

const POSTGRES = 5432;

/** What is asked for. */
export interface HostVariablesOptions {
  /** Whether the password of the database is among them. */
  readonly secrets: boolean;
}

/** Variables by name. */
export interface HostVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** What could not be told, as sentences. */
  readonly unknown: readonly string[];
}

/**
 * The variables with which a program on this machine reaches an instance: where its API and its database are, and who logs in. Those of the
 * database are what KTRDR's own tests and tools read, in the names of its early revisions (`DB_HOST`) and of its later ones (`KTRDR_DB_HOST`).
 * Who logs in is read from the container of service `db`, so it is not known before the first start, nor after `down`.
 *
 * @throws CodedError `ENGINE_CHANGED`, `FOREIGN_PROJECT`, and of Docker
 */
export async function hostVariables(
  context: Context,
  instance: Instance,
  { secrets }: HostVariablesOptions,
): Promise<HostVariables> {
  const [containers, host, { services: served }] = await Promise.all([
    context.docker.containers(instance.id),
    context.docker.host(),
    servedBy(context, instance),
    assertSameEngine(context, instance),
  ]);
  assertOwnProject(instance.id, instance.path, containers);
  const { urls } = describeInstance(instance, { containers, host, present: true, served });
  const database = containers.find(({ service }) => service === 'db');
  const port = portOf(database, served);
  const login = database === undefined ? undefined : await databaseLogin(context.docker, database, { secrets });
  return {
    variables: defined({
      KTRDR_INSTANCE: instance.id,
      KTRDR_API_URL: urls.api,
      ...databaseVariables({ host: host === LOCAL_HOST ? 'localhost' : urlHost(host), port, login }),
      GRAFANA_URL: urls.grafana,
      JAEGER_URL: urls.jaeger,
      PROMETHEUS_URL: urls.prometheus,
    }),
    unknown: [
      ...(port === undefined ? ['The port of its database: no service db publishes one.'] : []),
      ...(login === undefined
        ? [`The login of its database: service db has no container. To start it: ${instanceCommand('up', instance)}`]
        : []),
      ...(login?.unread ?? []),
    ],
  };
}

function portOf(database: Container | undefined, served: ServedServices | undefined): number | undefined {
  return database?.ports.find(({ target }) => target === POSTGRES)?.published ?? served?.get('db')?.ports.get(POSTGRES);
}

interface Database {
  readonly host: string;
  readonly port: number | undefined;
  readonly login: DatabaseLogin | undefined;
}

function databaseVariables({ host, port, login }: Database): Record<string, string | undefined> {
  if (port === undefined) return {};
  const { user, name, password } = login ?? {};
  const parts = { HOST: host, PORT: String(port), NAME: name, USER: user, PASSWORD: password };
  const named = (prefix: string): Record<string, string | undefined> =>
    Object.fromEntries(Object.entries(parts).map(([part, value]) => [`${prefix}${part}`, value]));
  return { ...named('DB_'), ...named('KTRDR_DB_'), DATABASE_URL: login && databaseUrl({ host, port, login }) };
}

/** Source: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS */
function databaseUrl({ host, port, login }: Database & { readonly login: DatabaseLogin }): string {
  const { user, name, password } = login;
  const who = [user, ...(password === undefined ? [] : [password])].map(encodeURIComponent).join(':');
  return `postgresql://${who}@${host}:${port}/${encodeURIComponent(name)}`;
}

function defined(all: Readonly<Record<string, string | null | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value == null ? [] : [[name, value]])));
}
