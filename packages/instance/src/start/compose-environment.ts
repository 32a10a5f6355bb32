import { ktrdrSecrets, secretVariableNames } from '@ktrdr/secrets';
import { type Environment, withoutComposeVariables } from '../environment.ts';
import type { Kind } from '../kinds.ts';

export interface ComposeEnvironmentOptions {
  readonly env: Environment;
  readonly kind: Kind;
  /** What `.env.sandbox` holds. */
  readonly variables: Readonly<Record<string, string>>;
  /** Secrets by variable; undefined for a start without any. */
  readonly secrets: Readonly<Record<string, string>> | undefined;
}

/**
 * The environment of `docker compose` when it starts an instance, later wins: the process's own without `COMPOSE_*` and
 * without secrets that happen to be in it, the instance's variables, its secrets. The clone's `.env` is read by Compose
 * itself, which lets the environment win over it.
 */
export function composeEnvironment(options: ComposeEnvironmentOptions): Record<string, string | undefined> {
  const { env, kind, variables, secrets } = options;
  const inherited = withoutComposeVariables(env);
  const noSecrets = Object.fromEntries(secretVariableNames(ktrdrSecrets).map((name) => [name, undefined]));
  const broker = kind.hostServices ? {} : { USE_IB_HOST_SERVICE: 'false', KTRDR_IB_HOST_ENABLED: 'false' };
  const mode = kind.name === 'local-prod' && secrets !== undefined ? 'production' : 'development';
  return { ...inherited, ...noSecrets, KTRDR_ENV: mode, ...broker, ...variables, ...secrets };
}

/** Stands in for each secret while the Compose file is only looked at: what Compose prints then holds none. */
export function placeholderSecrets(): Record<string, string> {
  return Object.fromEntries(secretVariableNames(ktrdrSecrets).map((name) => [name, `placeholder-for-${name}`]));
}
