import { quoteValue } from './quote-value.ts';

/** Sorted `KEY=value` lines that Docker Compose reads back exactly. */
export function serializeEnvFile(variables: Readonly<Record<string, string>>): string {
  return Object.keys(variables)
    .toSorted()
    .map((key) => `${key}=${quoteValue(variables[key] ?? '')}\n`)
    .join('');
}
