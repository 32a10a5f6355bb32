import type { CheckoutFields, SecretsSource } from '@ktrdr/instance/internal';
import {
  isSecretsUnavailable,
  type ItemField,
  type ItemWithoutValues,
  ktrdrSecrets,
  type SecretsUnavailableError,
} from '@ktrdr/secrets';

export interface CheckItemOptions {
  /** What the Compose file of the clone reads; undefined while there is no clone. */
  readonly fields: CheckoutFields | undefined;
  readonly signal: AbortSignal;
}

/** Whether the secrets can be read, with all their fields, or why not. */
export type ItemCheck =
  | {
      readonly readable: true;
      readonly item: ItemWithoutValues;
      /** The names of the fields that it has. */
      readonly fields: readonly string[];
      /** The names of those that it lacks, of which nobody knows yet whether they are needed. */
      readonly lacking: readonly string[];
    }
  | { readonly readable: false; readonly error: SecretsUnavailableError };

/** Reads the secrets as a start would, and shows nothing but the names of their fields. */
export async function checkItem(source: SecretsSource, { fields, signal }: CheckItemOptions): Promise<ItemCheck> {
  try {
    const read = await source.fetch(signal, fields?.read);
    // Setup asks and works for minutes from now on, and needs no value: the start reads them itself.
    const item = read.withoutValues();
    const wanted = fields?.wanted(item.labels) ?? ktrdrSecrets.map(perhaps);
    const found = item.has(wanted);
    const lacking = fields === undefined ? ktrdrSecrets.filter((field) => !isOptional(field)) : [];
    return {
      readable: true,
      item,
      fields: found,
      lacking: lacking.flatMap(({ label }) => (found.includes(label) ? [] : [label])),
    };
  } catch (error) {
    if (!isSecretsUnavailable(error)) throw error;
    return { readable: false, error };
  }
}

/** A field that may be there; what is wrong with one that is there is wrong in any case. */
function perhaps(field: ItemField): ItemField {
  return { ...field, optional: true };
}

function isOptional({ optional }: ItemField): boolean {
  return optional === true;
}
