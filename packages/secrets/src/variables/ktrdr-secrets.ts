import type { SecretField } from '../item/secret-field.ts';

/** KTRDR's secrets. Its Compose files come in two generations that name some variables differently; both are set. */
export const ktrdrSecrets = [
  { label: 'db_password', variables: ['DB_PASSWORD', 'KTRDR_DB_PASSWORD'] },
  { label: 'jwt_secret', minLength: 32, variables: ['JWT_SECRET', 'KTRDR_AUTH_JWT_SECRET'] },
  { label: 'anthropic_api_key', variables: ['ANTHROPIC_API_KEY'] },
  { label: 'grafana_password', variables: ['GF_ADMIN_PASSWORD'] },
  { label: 'fred_api_key', optional: true, variables: ['KTRDR_FRED_API_KEY'] },
] as const satisfies readonly SecretField[];
