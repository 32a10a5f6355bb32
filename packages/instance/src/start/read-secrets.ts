import { CodedError, isCodedError } from '@ktrdr/errors';
import { ktrdrSecrets, readItem, secretVariables } from '@ktrdr/secrets';
import type { Context } from '../context.ts';
import type { Instance } from '../instance.ts';

/**
 * The secrets of an instance by environment variable, from the 1Password item of its kind.
 *
 * @throws CodedError `SECRETS_UNAVAILABLE`, with what mends it and how to start without
 */
export async function readSecrets(
  { env, run, report }: Context,
  instance: Instance,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const { command, secretsItem: item } = instance.kind;
  report({ type: 'step-started', step: 'secrets' });
  try {
    const values = await readItem({ item, fields: ktrdrSecrets, env, run, signal });
    report({ type: 'step-done', step: 'secrets', detail: `1Password item ${item}` });
    return secretVariables(values, ktrdrSecrets);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    report({ type: 'step-failed', step: 'secrets', reason: `1Password item ${item}` });
    const without = `Nothing was started. To start with the Compose file's insecure defaults: ${command} up --no-secrets`;
    const hint = [error.hint, without].filter((line) => line !== undefined).join('\n');
    throw new CodedError(error.message, { code: error.code, hint, detail: error.detail, cause: error });
  }
}
