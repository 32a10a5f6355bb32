import { CodedError } from '@ktrdr/errors';
import { destroyCommand } from '../core/destroy-command.ts';
import { readEnvFile } from '../env-file/env-file.ts';
import type { Instance } from '../core/instance.ts';
import { assertMayEnter } from './assert-may-enter.ts';
import { isMarkerOf } from './is-marker-of.ts';

/**
 * Refuses where the instance of this id that is at the registered path is another registry's: by name and directory, which is all that Docker
 * knows, its containers and volumes look like one's own.
 *
 * @throws CodedError `DIRECTORY_FORBIDDEN`, `FOREIGN_PROJECT`, `ENV_FILE_LINK`, `ENV_FILE_UNREADABLE`
 */
export async function assertOwnMarker(instance: Instance): Promise<void> {
  const { id, path } = instance;
  await assertMayEnter(instance);
  const marker = await readEnvFile(path);
  if (marker?.['INSTANCE_ID'] !== id || isMarkerOf(instance, marker)) return;
  throw new CodedError(`According to its .env.sandbox, ${path} belongs to another ${id}, registered elsewhere`, {
    code: 'FOREIGN_PROJECT',
    hint:
      `Nothing was changed. Use it with the KTRDR_HOME that it was created with; to unregister the one here, ` +
      `without touching the other: ${destroyCommand(instance)}`,
  });
}
