import type { SecretField } from '../item/secret-field.ts';

/**
 * The environment variables that carry `values`: `{ DB_PASSWORD: '…', KTRDR_DB_PASSWORD: '…' }`. A field without a
 * value sets none of its variables.
 *
 * @param values by label, as {@link readItem} gives them
 */
export function secretVariables(
  values: Readonly<Record<string, string>>,
  fields: readonly SecretField[],
): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ label, variables }) => {
      const value = Object.hasOwn(values, label) ? values[label] : undefined;
      return value === undefined ? [] : variables.map((variable) => [variable, value]);
    }),
  );
}
