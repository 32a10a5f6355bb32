import { fetchItem, type FetchItemOptions } from './fetch-item.ts';

/** As {@link FetchItemOptions}; the fields that are not optional must be there. */
export type ReadItemOptions = FetchItemOptions;

/**
 * Reads fields of one 1Password item, as {@link fetchItem} does.
 *
 * @returns the values by label, exactly as stored
 * @throws SecretsUnavailableError `SECRETS_UNAVAILABLE`
 */
export async function readItem(options: ReadItemOptions): Promise<Record<string, string>> {
  return (await fetchItem(options)).pick(options.fields);
}
