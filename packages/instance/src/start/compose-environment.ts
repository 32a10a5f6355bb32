import { ktrdrSecrets, secretVariableNames } from '@ktrdr/secrets';
import { resolveSettings, type Settings } from '../env-file/settings.ts';
import { type Environment, withoutComposeVariables } from '../core/environment.ts';
import type { Kind } from '../core/kinds.ts';
import { placeholderFor } from './secrets/variables-read.ts';

export interface ComposeEnvironmentOptions {
  readonly env: Environment;
  readonly kind: Kind;
  /** The user's own lines of `.env.sandbox`. */
  readonly settings: Settings;
  /** What is computed for the instance. */
  readonly variables: Readonly<Record<string, string>>;
  /** Secrets by variable; undefined for a start without any. */
  readonly secrets: Readonly<Record<string, string>> | undefined;
}

const BROKER = ['USE_IB_HOST_SERVICE', 'KTRDR_IB_HOST_ENABLED'] as const;

/**
 * The environment of `docker compose` when it starts an instance, later wins: the process's own without `COMPOSE_*` and
 * without secrets that happen to be in it, the broker of the host switched off for a sandbox, the user's settings, what is computed for the
 * instance, its secrets. Settings may refer to all of these. The clone's `.env` is read by Compose itself, which lets the environment
 * win over it.
 */
export function composeEnvironment(options: ComposeEnvironmentOptions): Record<string, string | undefined> {
  const { env, kind, settings, variables, secrets } = options;
  const inherited = withoutComposeVariables(env);
  const noSecrets = Object.fromEntries(secretVariableNames(ktrdrSecrets).map((name) => [name, undefined]));
  const mode = kind.name === 'local-prod' && secrets !== undefined ? 'production' : 'development';
  const below = { ...inherited, ...noSecrets };
  const above: Readonly<Record<string, string>> = { KTRDR_ENV: mode, ...variables, ...secrets };
  const { values } = resolveSettings(settings, (name, before) => above[name] ?? before ?? below[name]);
  return { ...below, ...brokerVariables(kind, values), ...values, ...above };
}

/** A sandbox uses no broker of the host unless its settings say so, under the name of either generation of Compose files. */
function brokerVariables(kind: Kind, settings: Readonly<Record<string, string>>): Record<string, string> {
  const wanted = BROKER.flatMap((name) => settings[name] ?? [])[0] ?? (kind.hostServices ? undefined : 'false');
  return wanted === undefined ? {} : Object.fromEntries(BROKER.map((name) => [name, wanted]));
}

/** Stands in for each secret while the Compose file is only looked at: what Compose prints then holds none. */
export function placeholderSecrets(): Record<string, string> {
  return Object.fromEntries(secretVariableNames(ktrdrSecrets).map((name) => [name, placeholderFor(name)]));
}
