import type { SecretField } from '../item/secret-field.ts';

/** Every environment variable that `fields` set, once each: what to take out of an environment that must have none. */
export function secretVariableNames(fields: readonly SecretField[]): string[] {
  return [...new Set(fields.flatMap(({ variables }) => variables))];
}
