export { createRedactor, type RedactingStream, type Redactor } from './create-redactor.ts';
export { fetchItem, type FetchItemOptions, type Item } from './fetch-item.ts';
export { ktrdrSecrets } from './ktrdr-secrets.ts';
export { type ItemAddress, itemCreateCommand } from './op-command.ts';
export { readItem, type ReadItemOptions } from './read-item.ts';
export type { ItemField, SecretField } from './secret-field.ts';
export { secretVariableNames } from './secret-variable-names.ts';
export { secretVariables } from './secret-variables.ts';
export {
  isSecretsUnavailable,
  needsVault,
  type SecretsReason,
  SecretsUnavailableError,
} from './secrets-unavailable.ts';
