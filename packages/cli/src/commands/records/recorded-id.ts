import { type Context, findInstance, type KeptRecording } from '@ktrdr/instance';
import { hasCode } from '@ktrdr/errors';

/**
 * The id of the instance that is named: a registered one, or one that is destroyed and has recordings.
 *
 * @throws CodedError `NO_SUCH_INSTANCE`, `AMBIGUOUS_INSTANCE`, and of the registry
 */
export async function recordedId(context: Context, name: string, all: readonly KeptRecording[]): Promise<string> {
  try {
    return (await findInstance(context, { name })).id;
  } catch (error) {
    const found = all.find(({ id }) => id === name || id === `ktrdr--${name}`);
    if (found === undefined || !hasCode(error, 'NO_SUCH_INSTANCE')) throw error;
    return found.id;
  }
}
