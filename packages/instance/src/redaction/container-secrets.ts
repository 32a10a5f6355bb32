import { ktrdrSecrets, secretVariableNames } from '@ktrdr/secrets';

/** Further names under which a container gets one of KTRDR's secrets. */
const IN_CONTAINERS = ['POSTGRES_PASSWORD', 'GF_SECURITY_ADMIN_PASSWORD'];

// The defaults of Compose files for a start without secrets are no secrets, and some are ordinary words.
const INSECURE_DEFAULT = /^(admin|postgres|password|changeme|ktrdr|localdev)$|insecure|local-?dev/i;

/**
 * The secrets that running containers were given, by what their environment says: enough to redact their logs without
 * asking 1Password.
 */
export function containerSecrets(environments: readonly Readonly<Record<string, string>>[]): string[] {
  const names = [...secretVariableNames(ktrdrSecrets), ...IN_CONTAINERS];
  const values = environments.flatMap((environment) => names.flatMap((name) => environment[name] ?? []));
  return [...new Set(values)].filter((value) => value !== '' && !INSECURE_DEFAULT.test(value));
}
