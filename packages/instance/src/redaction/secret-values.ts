import { ktrdrSecrets, secretVariableNames } from '@ktrdr/secrets';
import type { Environment } from '../environment.ts';

/** Further names under which a container gets one of KTRDR's secrets. */
const IN_CONTAINERS = ['POSTGRES_PASSWORD', 'GF_SECURITY_ADMIN_PASSWORD'];
const KNOWN = new Set([...secretVariableNames(ktrdrSecrets), ...IN_CONTAINERS]);

// What people call variables that hold secrets, as the last word or words of the name.
const SECRET_NAME = /(^|_)(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_KEY|ACCESS_KEY|SECRET_KEY|PRIVATE_KEY)$/i;

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
  'localdev',
  'local-dev-secret-minimum-32-characters-long',
  'insecure-dev-secret',
  'insecure-default-for-local-development-only',
]);

/** Whether a variable holds a secret, by its name. */
function isSecretName(name: string): boolean {
  return KNOWN.has(name) || SECRET_NAME.test(name);
}

/** Whether a value is known to everybody. */
export function isInsecureDefault(value: string): boolean {
  return INSECURE_DEFAULTS.has(value);
}

// An address with who logs in: `https://user:password@host`, and a long name alone, which is a key (`https://<key>@host`).
const CREDENTIALS = /^[a-z][a-z\d+.-]*:\/\/(?:[^/:@\s]*:([^/@\s]+)|([^/:@\s]{16,}))@/i;

/** What a variable holds that must not be shown: all of it, or what an address has of a secret. */
function secretIn(name: string, value: string): string[] {
  if (isSecretName(name)) return [value];
  const [, password, key] = CREDENTIALS.exec(value) ?? [];
  return [password ?? key ?? ''];
}

/** The values in environments that must not be shown, once each: of variables that hold secrets, but for what everybody knows. */
export function secretValues(environments: readonly Environment[]): string[] {
  const values = environments.flatMap((environment) =>
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : secretIn(name, value))),
  );
  return [...new Set(values)].filter((value) => value !== '' && !isInsecureDefault(value));
}
