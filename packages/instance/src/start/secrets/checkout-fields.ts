import { type ItemField, ktrdrSecrets } from '@ktrdr/secrets';
import { resolve } from 'node:path';
import type { Context } from '../../core/context.ts';
import { readEnvText } from '../../env-file/env-file.ts';
import { instanceVariables } from '../../env-file/instance-variables.ts';
import { judgeEnvFile } from '../../env-file/judge-env-file.ts';
import { parseEnvFile } from '../../env-file/parse-env-file.ts';
import { scanEnvFile } from '../../env-file/scan-env-file.ts';
import { settingsOf } from '../../env-file/settings.ts';
import { instanceOf } from '../../core/instance.ts';
import { LOCAL_PROD_ID, LOCAL_PROD_SLOT } from '../../core/kinds.ts';
import { chooseComposeFiles } from '../../compose-file/choose-compose-file.ts';
import { resolveFile } from '../resolve-file.ts';
import { rememberedOf } from '../../env-file/remembered.ts';
import { wantedFields } from './wanted-fields.ts';

/** What the Compose files of a checkout read of a 1Password item. */
export interface CheckoutFields {
  /** Those of KTRDR's secrets whose variables the files read. */
  readonly read: readonly ItemField[];
  /** The fields that a start wants of an item that has fields with these labels. */
  readonly wanted: (labels: readonly string[]) => readonly ItemField[];
}

/**
 * Finds out which fields of its item local-prod needs in a checkout, which may not be registered yet. Changes nothing.
 *
 * @param path the top directory of the checkout
 * @throws CodedError `COMPOSE_INVALID`, `COMPOSE_FILE_MISSING`, of `readEnvText`, and of the Engine
 */
export async function checkoutFields(context: Context, path: string): Promise<CheckoutFields> {
  const instance = instanceOf({
    instanceId: LOCAL_PROD_ID,
    slot: LOCAL_PROD_SLOT,
    path,
    createdAt: context.now().toISOString(),
    isWorktree: false,
    parentRepo: null,
  });
  const text = (await readEnvText(path)) ?? '';
  const written = parseEnvFile(text);
  const { ours } = judgeEnvFile(written, instanceVariables(instance, context.home));
  const remembered = rememberedOf(written).composeFiles.map((file) => resolve(path, file));
  const choice = await chooseComposeFiles({
    directory: path,
    requested: remembered,
    isRemembered: true,
    shipped: context.shippedComposeFile,
  });
  const own = { variables: ours, settings: settingsOf(scanEnvFile(text), ours) };
  const { reading, variables } = await resolveFile(context, instance, { choice, own, noSecrets: false });
  const { readsSecret, readsOther } = reading;
  return {
    read: ktrdrSecrets.filter((field) => field.variables.some(readsSecret)),
    wanted: (labels) => wantedFields({ labels, readsSecret, readsOther, computed: variables }),
  };
}
