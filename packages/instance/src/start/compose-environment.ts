import { type Environment, withoutComposeVariables } from '../context.ts';
import type { Kind } from '../kinds.ts';

/** Secrets by the names that KTRDR's Compose files read, in both generations. */
export const SECRET_VARIABLES = [
  'DB_PASSWORD',
  'KTRDR_DB_PASSWORD',
  'JWT_SECRET',
  'KTRDR_AUTH_JWT_SECRET',
  'ANTHROPIC_API_KEY',
  'GF_ADMIN_PASSWORD',
] as const;

export interface ComposeEnvironmentOptions {
  readonly env: Environment;
  readonly kind: Kind;
  /** What `.env.sandbox` holds. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The environment of `docker compose` when it starts an instance without secrets: the process's own without `COMPOSE_*`
 * and without secrets that happen to be in it, then the instance's variables. The clone's `.env` is read by Compose
 * itself, which lets the environment win over it.
 */
export function composeEnvironment({
  env,
  kind,
  variables,
}: ComposeEnvironmentOptions): Record<string, string | undefined> {
  const inherited = withoutComposeVariables(env);
  const noSecrets = Object.fromEntries(SECRET_VARIABLES.map((name) => [name, undefined]));
  const broker = kind.hostServices ? {} : { USE_IB_HOST_SERVICE: 'false', KTRDR_IB_HOST_ENABLED: 'false' };
  return { ...inherited, ...noSecrets, KTRDR_ENV: 'development', ...broker, ...variables };
}
