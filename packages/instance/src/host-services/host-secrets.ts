import { type Item, ktrdrSecrets, type SecretField, secretVariables } from '@ktrdr/secrets';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { orRefusal } from '../start/secrets/ask-item.ts';
import { secretsSource } from '../start/secrets/secrets-source.ts';

/** What host services read of the item of local-prod: without the password of the database they cannot work. */
const FIELDS: readonly SecretField[] = ktrdrSecrets.flatMap((field): SecretField[] => {
  if (field.label === 'db_password') return [field];
  return field.label === 'anthropic_api_key' ? [{ ...field, optional: true }] : [];
});

/**
 * The secrets of host services, by environment variable.
 *
 * @throws CodedError `SECRETS_UNAVAILABLE`, with what mends it; the reason of the signal
 */
export async function hostSecrets(
  context: Context,
  instance: Instance,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const source = await secretsSource(context, instance, {});
  const without = "To start with the passwords that are in KTRDR's own code: ktrdr local-prod host start --no-secrets";
  const act = async (): Promise<Item> => await source.fetch(signal, FIELDS);
  context.report({ type: 'step-started', step: 'secrets' });
  const item = await orRefusal(context, instance, { source, act, without });
  const pick = (): Record<string, string> => secretVariables(item.pick(FIELDS), FIELDS);
  const secrets = await orRefusal(context, instance, { source, act: pick, without });
  context.report({ type: 'step-done', step: 'secrets', detail: source.name });
  return secrets;
}
