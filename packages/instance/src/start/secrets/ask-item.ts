import { CodedError, isCodedError } from '@ktrdr/errors';
import { fetchItem, isSecretsUnavailable, type Item, ktrdrSecrets, needsVault } from '@ktrdr/secrets';
import { instanceCommand } from '../../core/instance-command.ts';
import type { Context } from '../../core/context.ts';
import { readEnvFile } from '../../env-file/env-file.ts';
import { VAULT_VARIABLE } from '../../env-file/vault-variable.ts';
import type { Instance } from '../../core/instance.ts';

export interface AskItemOptions {
  /** Name or id; otherwise the one that `.env.sandbox` names, or none. */
  readonly vault: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Reads the 1Password item with the secrets of an instance's kind.
 *
 * @throws CodedError `SECRETS_UNAVAILABLE`, with what mends it and how to start without
 */
export async function askItem(context: Context, instance: Instance, options: AskItemOptions): Promise<Item> {
  const { env, run, report } = context;
  const item = instance.kind.secretsItem;
  // A file that cannot be read is told of by whoever needs it.
  const remembered = await readEnvFile(instance.path).then(
    (variables) => variables?.[VAULT_VARIABLE],
    () => undefined,
  );
  const vault = options.vault ?? remembered;
  report({ type: 'step-started', step: 'secrets' });
  return await orRefusal(context, instance, async () =>
    fetchItem({
      item,
      ...(vault === undefined ? {} : { vault }),
      fields: ktrdrSecrets,
      env,
      run,
      signal: options.signal,
    }),
  );
}

/** Does something with the item, and says what a person can do when it fails. */
export async function orRefusal<T>({ report }: Context, instance: Instance, act: () => Promise<T> | T): Promise<T> {
  const { secretsItem } = instance.kind;
  try {
    return await act();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    report({ type: 'step-failed', step: 'secrets', reason: `1Password item ${secretsItem}` });
    const hint = [
      error.hint,
      isSecretsUnavailable(error) && needsVault(error)
        ? `Name the vault once; it is remembered then: ${instanceCommand('up', instance)} --vault <name>`
        : undefined,
      `Nothing was started. To start with the Compose file's insecure defaults: ${instanceCommand('up', instance)} --no-secrets`,
    ].filter((line) => line !== undefined);
    throw new CodedError(error.message, {
      code: error.code,
      hint: hint.join('\n'),
      detail: error.detail,
      cause: error,
    });
  }
}
