import type { Context } from '../context.ts';
import type { Instance } from '../instance.ts';
import { editEnvFile } from './edit-env-file.ts';
import { readEnvText, writeEnvText } from './env-file.ts';
import { instanceVariables } from './instance-variables.ts';
import { judgeEnvFile } from './judge-env-file.ts';
import { parseEnvFile } from './parse-env-file.ts';

/**
 * Writes what the registry says into an instance's `.env.sandbox`, and what else is given. Other lines stay as they are, with comments and
 * order. Nothing is written where nothing changes. The operation's lock must be held.
 *
 * @param settings lines to set besides, as the user would; undefined removes one
 * @throws CodedError of `readEnvText` and `writeEnvText`
 */
export async function writeInstanceFile(
  context: Pick<Context, 'home' | 'run' | 'env'>,
  instance: Instance,
  settings: Readonly<Record<string, string | undefined>> = {},
): Promise<void> {
  const text = await readEnvText(instance.path);
  const { ours } = judgeEnvFile(parseEnvFile(text ?? ''), instanceVariables(instance, context.home));
  const edited = editEnvFile(text ?? '', { ...ours, ...settings });
  if (edited !== text) await writeEnvText(context, instance.path, edited);
}
