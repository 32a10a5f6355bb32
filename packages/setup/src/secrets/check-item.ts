import type { Context } from '@ktrdr/instance';
import { isSecretsUnavailable, ktrdrSecrets, readItem, type SecretsUnavailableError } from '@ktrdr/secrets';

/** Whether `op` can read an item with all its fields, or why not. */
export type ItemCheck =
  | { readonly readable: true; readonly fields: readonly string[] }
  | { readonly readable: false; readonly error: SecretsUnavailableError };

/** Reads the item as a start would, and keeps nothing but the names of its fields. */
export async function checkItem(
  item: string,
  { env, run }: Pick<Context, 'env' | 'run'>,
  signal: AbortSignal,
): Promise<ItemCheck> {
  try {
    const values = await readItem({ item, fields: ktrdrSecrets, env, run, signal });
    return { readable: true, fields: Object.keys(values) };
  } catch (error) {
    if (!isSecretsUnavailable(error)) throw error;
    return { readable: false, error };
  }
}
