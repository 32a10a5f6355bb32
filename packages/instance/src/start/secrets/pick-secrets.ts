import { type Item, secretVariables } from '@ktrdr/secrets';
import type { Context } from '../../core/context.ts';
import type { Instance } from '../../core/instance.ts';
import { orRefusal } from './ask-item.ts';
import type { SecretsSource } from './secrets-source.ts';
import { type WantedOptions, wantedFields } from './wanted-fields.ts';

/**
 * The secrets that a start hands over, by environment variable.
 *
 * @throws CodedError `SECRETS_UNAVAILABLE` about a field that is needed, and missing or wrong
 */
export async function pickSecrets(
  context: Context,
  instance: Instance,
  { item, source, ...wanted }: Omit<WantedOptions, 'labels'> & { readonly item: Item; readonly source: SecretsSource },
): Promise<Record<string, string>> {
  const act = (): Record<string, string> => {
    const fields = wantedFields({ ...wanted, labels: item.labels });
    const secrets = secretVariables(item.pick(fields), fields);
    context.report({ type: 'step-done', step: 'secrets', detail: source.name });
    return secrets;
  };
  return await orRefusal(context, instance, { source, act });
}
