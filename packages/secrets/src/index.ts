export { createRedactor, type RedactingStream, type Redactor } from './redact/create-redactor.ts';
export { fetchByCommand, type FetchByCommandOptions } from './command/fetch-by-command.ts';
export { fetchItem, type FetchItemOptions, type Item, type ItemWithoutValues } from './item/fetch-item.ts';
export { ktrdrSecrets } from './variables/ktrdr-secrets.ts';
export { type ItemAddress, itemCreateCommand } from './item/op-command.ts';
export { readItem, type ReadItemOptions } from './item/read-item.ts';
export type { ItemField, SecretField } from './item/secret-field.ts';
export { secretVariableNames } from './variables/secret-variable-names.ts';
export { secretVariables } from './variables/secret-variables.ts';
export {
  isSecretsUnavailable,
  type SecretsReason,
  SecretsUnavailableError,
  unnamedPlace,
} from './item/secrets-unavailable.ts';
