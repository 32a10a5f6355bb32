import type { Context } from '../../core/context.ts';
import { writeInstanceFile } from '../../env-file/write-instance-file.ts';
import type { Instance } from '../../core/instance.ts';
import { withOperationLock } from '../../core/with-operation-lock.ts';
import { VAULT_VARIABLE } from '../../env-file/vault-variable.ts';

/**
 * Makes every later start read its item from this vault.
 *
 * @param vault name or id
 * @throws CodedError `BUSY`, and of `writeInstanceFile`
 */
export async function rememberVault(context: Context, instance: Instance, vault: string): Promise<void> {
  await withOperationLock(
    context,
    instance.id,
    async () => await writeInstanceFile(context, instance, { [VAULT_VARIABLE]: vault }),
  );
}
