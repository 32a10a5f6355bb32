import type { Context } from '../../core/context.ts';
import { writeInstanceFile } from '../../env-file/write-instance-file.ts';
import type { Instance } from '../../core/instance.ts';
import { withOperationLock } from '../../core/with-operation-lock.ts';
import { placeLines, type SaidPlace } from '../../env-file/said-place.ts';

/**
 * Makes every later start read its item from there.
 *
 * @throws CodedError `BUSY`, and of `writeInstanceFile`
 */
export async function rememberPlace(context: Context, instance: Instance, said: SaidPlace): Promise<void> {
  const lines = placeLines(said);
  if (Object.keys(lines).length === 0) return;
  await withOperationLock(context, instance.id, async () => await writeInstanceFile(context, instance, lines));
}
