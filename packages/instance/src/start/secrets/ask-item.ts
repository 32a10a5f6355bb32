import { CodedError, isCodedError } from '@ktrdr/errors';
import { isSecretsUnavailable, type Item } from '@ktrdr/secrets';
import { instanceCommand } from '../../core/instance-command.ts';
import type { Context } from '../../core/context.ts';
import type { Instance } from '../../core/instance.ts';
import { howToName } from './how-to-name.ts';
import type { SecretsSource } from './secrets-source.ts';

/**
 * Reads the secrets of an instance's kind.
 *
 * @throws CodedError `SECRETS_UNAVAILABLE`, with what mends it and how to start without
 */
export async function askItem(
  context: Context,
  instance: Instance,
  { source, signal }: { readonly source: SecretsSource; readonly signal: AbortSignal },
): Promise<Item> {
  context.report({ type: 'step-started', step: 'secrets' });
  return await orRefusal(context, instance, { source, act: async () => await source.fetch(signal) });
}

interface OrRefusal<T> {
  readonly source: Pick<SecretsSource, 'name'>;
  readonly act: () => Promise<T> | T;
  /** How to start without, as a sentence. @default of `up` */
  readonly without?: string;
}

/** Does something with the item, and says what a person can do when it fails. */
export async function orRefusal<T>(
  { report }: Context,
  instance: Instance,
  { source, act, without = withoutSecrets(instance) }: OrRefusal<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    report({ type: 'step-failed', step: 'secrets', reason: source.name });
    const hint = [
      error.hint,
      isSecretsUnavailable(error) ? howToName(error, instanceCommand('up', instance)) : undefined,
      `Nothing was started. ${without}`,
    ].filter((line) => line !== undefined);
    throw new CodedError(error.message, {
      code: error.code,
      hint: hint.join('\n'),
      detail: error.detail,
      cause: error,
    });
  }
}

function withoutSecrets(instance: Instance): string {
  return `To start with the Compose file's insecure defaults: ${instanceCommand('up', instance)} --no-secrets`;
}
