import { fetchByCommand, fetchItem, type Item, ktrdrSecrets } from '@ktrdr/secrets';
import type { Context } from '../../core/context.ts';
import type { Instance } from '../../core/instance.ts';
import { readEnvFile } from '../../env-file/env-file.ts';
import { VAULT_VARIABLE } from '../../env-file/vault-variable.ts';
import { readUserSettings } from '../../user-settings/read-user-settings.ts';

/** What was read, of which fields are picked. */
export type ReadItem = Pick<Item, 'labels' | 'pick'>;

/** Where the secrets of an instance are. */
export interface SecretsSource {
  /** In words: `1Password item ktrdr-local-prod`. */
  readonly name: string;
  /** @throws SecretsUnavailableError */
  readonly fetch: (signal: AbortSignal) => Promise<ReadItem>;
}

/**
 * Where the secrets of an instance are, by what was said now, then by its `.env.sandbox`, then by the user's settings. A command that prints them
 * comes from the settings alone: what lies in a checkout starts nothing.
 *
 * @param vault name or id, where one was named now
 * @throws CodedError `SETTINGS_INVALID`, `SETTINGS_UNREADABLE`
 */
export async function secretsSource(
  { env, run, home }: Context,
  { id, kind, path }: Instance,
  vault: string | undefined,
): Promise<SecretsSource> {
  const { secrets = {} } = await readUserSettings(home);
  const { command } = secrets;
  if (command !== undefined && vault === undefined) {
    const name = 'the command of secrets.command';
    const told = { ...env, KTRDR_INSTANCE: id, KTRDR_INSTANCE_KIND: kind.name };
    return {
      name,
      fetch: async (signal) => await fetchByCommand({ command, name, env: told, cwd: home.root, run, signal }),
    };
  }
  const item = secrets.items?.[kind.name] ?? kind.secretsItem;
  // A file that cannot be read is told of by whoever needs it.
  const remembered = await readEnvFile(path).then(
    (variables) => variables?.[VAULT_VARIABLE],
    () => undefined,
  );
  const where = vault ?? remembered ?? secrets.vault;
  // op itself takes it from there, and --account would be stronger: https://developer.1password.com/docs/cli/environment-variables
  const isSaid = Boolean(env['OP_ACCOUNT'] ?? env['OP_SERVICE_ACCOUNT_TOKEN']);
  const account = isSaid ? undefined : secrets.account;
  const address = {
    item,
    ...(where === undefined ? {} : { vault: where }),
    ...(account === undefined ? {} : { account }),
  };
  return {
    name: `1Password item ${item}`,
    fetch: async (signal) => await fetchItem({ ...address, fields: ktrdrSecrets, env, run, signal }),
  };
}
