import { answer, type CodedFailure } from '../core/answer.ts';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { slotOutOfRange } from '../core/slot-out-of-range.ts';
import { assertUsableEnvFile } from '../env-file/refresh-env-file.ts';

/** Why a start cannot use an instance's `.env.sandbox`; undefined where it can, or nobody can tell. */
export async function unusableEnvFile(
  context: Pick<Context, 'home' | 'run' | 'env'>,
  instance: Instance,
): Promise<CodedFailure | undefined> {
  // Nobody knows then what is to be in it.
  if (slotOutOfRange(instance) !== undefined) return undefined;
  const usable = await answer(assertUsableEnvFile(context, instance));
  if (usable.kind === 'known') return undefined;
  return /^ENV_FILE_|^IDENTITY_MISMATCH$/.test(usable.failure.code) ? usable.failure : undefined;
}
