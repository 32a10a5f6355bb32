import { fetchByCommand, fetchItem, type Item, type ItemAddress, type ItemField, ktrdrSecrets } from '@ktrdr/secrets';
import type { Context } from '../../core/context.ts';
import type { Instance } from '../../core/instance.ts';
import { readEnvFile } from '../../env-file/env-file.ts';
import { rememberedPlace, type SaidPlace } from '../../env-file/said-place.ts';
import { readUserSettings } from '../../user-settings/read-user-settings.ts';

/** Where the secrets of an instance are. */
export interface SecretsSource {
  /** In words: `1Password item ktrdr-local-prod`. */
  readonly name: string;
  /** The 1Password item; undefined where a command of the user's prints the secrets. */
  readonly address: ItemAddress | undefined;
  /** @param fields those that it should have, for the command that creates an item @throws SecretsUnavailableError */
  readonly fetch: (signal: AbortSignal, fields?: readonly ItemField[]) => Promise<Item>;
}

/**
 * Where the secrets of an instance are, by what was said now, then by its `.env.sandbox`, then by the user's settings. A command that prints them
 * comes from the settings alone: what lies in a checkout starts nothing.
 *
 * @param instance which may not be registered yet, nor its directory be there
 * @throws CodedError `SETTINGS_INVALID`, `SETTINGS_UNREADABLE`
 */
export async function secretsSource(
  { env, run, home }: Pick<Context, 'env' | 'run' | 'home'>,
  { id, kind, path }: Pick<Instance, 'id' | 'kind'> & { readonly path: string | undefined },
  { vault, account }: SaidPlace,
): Promise<SecretsSource> {
  const { secrets = {} } = await readUserSettings(home);
  const { command } = secrets;
  if (command !== undefined && vault === undefined && account === undefined) {
    const name = 'the command of secrets.command';
    const told = { ...env, KTRDR_INSTANCE: id, KTRDR_INSTANCE_KIND: kind.name };
    return {
      name,
      address: undefined,
      fetch: async (signal) => await fetchByCommand({ command, name, env: told, cwd: home.root, run, signal }),
    };
  }
  const item = secrets.items?.[kind.name] ?? kind.secretsItem;
  const remembered = path === undefined ? {} : await placeRememberedIn(path);
  // op itself takes it from there, and --account would be stronger: https://developer.1password.com/docs/cli/environment-variables
  const isSaid = Boolean(env['OP_ACCOUNT'] ?? env['OP_SERVICE_ACCOUNT_TOKEN']);
  const where = {
    vault: vault ?? remembered.vault ?? secrets.vault,
    account: account ?? (isSaid ? undefined : (remembered.account ?? secrets.account)),
  };
  const address = {
    item,
    ...(where.vault === undefined ? {} : { vault: where.vault }),
    ...(where.account === undefined ? {} : { account: where.account }),
  };
  return {
    name: `1Password item ${item}`,
    address,
    fetch: async (signal, fields = ktrdrSecrets) => await fetchItem({ ...address, fields, env, run, signal }),
  };
}

async function placeRememberedIn(path: string): Promise<SaidPlace> {
  // A file that cannot be read is told of by whoever needs it.
  return await readEnvFile(path).then(
    (variables) => rememberedPlace(variables ?? {}),
    () => ({}),
  );
}
