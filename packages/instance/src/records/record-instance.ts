import { messageOf } from '@ktrdr/errors';
import type { Explanation } from '../causes/explain.ts';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { gatherRecording, type RecordingOptions } from './gather-recording.ts';
import { keepRecording } from './keep-recording.ts';
import { listRecordings } from './list-recordings.ts';
import { signatureOf } from './recording.ts';

/** An instance that stays as it is is not recorded again so soon (ms). */
const SOON_MS = 10 * 60_000;

/**
 * Records what can be found about an instance, before anything of it goes. Never fails what it records: that it could not be written is a warning.
 *
 * @returns the file; undefined where there is none
 */
export async function recordInstance(
  context: Context,
  instance: Instance,
  options: RecordingOptions,
): Promise<string | undefined> {
  try {
    const { recording } = await gatherRecording(context, instance, options);
    return await keepRecording(context, recording);
  } catch (error) {
    const text = `The findings about ${instance.id} could not be recorded: ${messageOf(error)}`;
    context.report({ type: 'warning', text });
    return undefined;
  }
}

/** Records an instance in which something was found, unless the same was recorded a short time ago. */
export async function recordExplained(
  context: Context,
  instance: Instance,
  { explanation, composeFile }: { readonly explanation: Explanation } & Pick<RecordingOptions, 'composeFile'>,
): Promise<string | undefined> {
  if (explanation.causes.length === 0) return undefined;
  const occasion = { kind: 'why' } as const;
  const [last] = await listRecordings(context, instance.id).catch(() => []);
  const isSame = last !== undefined && signatureOf(last) === signatureOf({ occasion, explanation });
  if (isSame && context.now().getTime() - Date.parse(last.at) < SOON_MS) return last.file;
  const explain = async (): Promise<Explanation> => await Promise.resolve(explanation);
  return await recordInstance(context, instance, { occasion, explain, composeFile, secrets: [] });
}
