import type { Environment } from '../core/environment.ts';
import { isSecretName } from './is-secret-name.ts';
import { secretsInText } from './secrets-in-text.ts';

// The defaults for a start without secrets, of KTRDR's Compose files, of its settings and of ours, are no secrets, and neither are words that
// stand everywhere. Only the whole of a value is one, and no other value that looks like one: it may be real.
const INSECURE_DEFAULTS = new Set([
  'admin',
  'postgres',
  'password',
  'changeme',
  'ktrdr',
  'true',
  'false',
  'none',
  'null',
  'localdev',
  'local-dev-secret-minimum-32-characters-long',
  'insecure-dev-secret',
  'insecure-default-for-local-development-only',
]);

/** Whether a value is known to everybody. */
export function isInsecureDefault(value: string): boolean {
  return INSECURE_DEFAULTS.has(value);
}

/** What must not be shown of environments, once each: variables that hold secrets, and the passwords in others; not what everybody knows. */
export function secretValues(environments: readonly Environment[]): string[] {
  const values = environments.flatMap((environment) =>
    Object.entries(environment).flatMap(([name, value]) => {
      if (value === undefined) return [];
      return isSecretName(name) ? [value].concat(secretsInText(value)) : secretsInText(value);
    }),
  );
  return [...new Set(values)].filter((value) => value !== '' && !isInsecureDefault(value));
}
