import { type Context, findInstance, type Instance, type KeptRecording, listRecordings } from '@ktrdr/instance';
import { isWithinConfinement } from '@ktrdr/instance/internal';
import { hasCode } from '@ktrdr/errors';

export interface WantedRecordings {
  /** Without it, the instance that `directory` is in. */
  readonly name: string | undefined;
  readonly directory: () => string;
  readonly all: readonly Pick<KeptRecording, 'id'>[];
}

/**
 * The instance that is named: a registered one, or the id of one that is destroyed and has recordings.
 *
 * @throws CodedError `NO_SUCH_INSTANCE`, `NOT_IN_INSTANCE`, `AMBIGUOUS_INSTANCE`, and of the registry
 */
export async function recordedInstance(
  context: Context,
  { name, directory, all }: WantedRecordings,
): Promise<{ readonly id: string; readonly instance: Instance | undefined }> {
  try {
    const instance = await findInstance(context, { name, directory });
    return { id: instance.id, instance };
  } catch (error) {
    const found = all.find(({ id }) => id === name || id === `ktrdr--${name}`);
    if (found === undefined || !hasCode(error, 'NO_SUCH_INSTANCE')) throw error;
    return { id: found.id, instance: undefined };
  }
}

/** All that are kept, of instances that this command may look into. */
export async function recordingsWithin(context: Context): Promise<KeptRecording[]> {
  return (await listRecordings(context)).filter(({ id }) => isWithinConfinement(context, id));
}
