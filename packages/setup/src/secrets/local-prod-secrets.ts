import { type Context, kinds, LOCAL_PROD_ID } from '@ktrdr/instance';
import { type SaidPlace, type SecretsSource, secretsSource } from '@ktrdr/instance/internal';

/**
 * Where local-prod's secrets are, as a start finds it.
 *
 * @param path its clone; undefined while there is none
 * @throws CodedError `SETTINGS_INVALID`, `SETTINGS_UNREADABLE`
 */
export async function localProdSecrets(
  context: Context,
  path: string | undefined,
  said: SaidPlace,
): Promise<SecretsSource> {
  return await secretsSource(context, { id: LOCAL_PROD_ID, kind: kinds['local-prod'], path }, said);
}
