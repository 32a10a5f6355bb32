import type { Context } from '../core/context.ts';
import { isTracked } from '../env-file/assert-untracked.ts';
import { ENV_FILE, readEnvText } from '../env-file/env-file.ts';
import { instanceVariables } from '../env-file/instance-variables.ts';
import { countOwnLines } from '../env-file/own-lines.ts';
import type { Instance } from '../core/instance.ts';
import { isSlot } from '../core/is-slot.ts';
import { SANDBOX_SLOTS } from '../core/kinds.ts';
import type { IgnoredFiles } from './ignored-files.ts';

/**
 * The `.env.sandbox` in a directory where it has lines that a person has written: with the file they are gone. One that git tracks is a file like any
 * other.
 *
 * @throws CodedError `GIT_FAILED`, `ENV_FILE_LINK`, `ENV_FILE_UNREADABLE`
 */
export async function ownLinesIn(at: string, instance: Instance, context: Context): Promise<IgnoredFiles[]> {
  const text = (await readEnvText(at)) ?? '';
  // Whose a line is, its name tells: where the registry has a slot that there is not, any other gives the same names.
  const slot = isSlot(instance.slot) ? instance.slot : SANDBOX_SLOTS.min;
  const computed = instanceVariables({ ...instance, slot }, context.home);
  const ownLines = countOwnLines(text, { path: instance.path, computed });
  if (ownLines === 0 || (await isTracked(context, at, ENV_FILE))) return [];
  return [{ what: ENV_FILE, files: 1, bytes: Buffer.byteLength(text), envFiles: [], ownLines }];
}
