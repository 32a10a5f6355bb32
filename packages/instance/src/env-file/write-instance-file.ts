import { join } from 'node:path';
import type { Context } from '../context.ts';
import type { Instance } from '../instance.ts';
import { editEnvFile } from './edit-env-file.ts';
import { ENV_FILE, envFileChanged, readEnvText, writeEnvText } from './env-file.ts';
import { instanceVariables } from './instance-variables.ts';
import { judgeEnvFile } from './judge-env-file.ts';
import { parseEnvFile } from './parse-env-file.ts';

/**
 * Writes what the registry says into an instance's `.env.sandbox`, and what else is given. Other lines stay as they are, with comments and
 * order. Nothing is written where nothing changes. The operation's lock must be held.
 *
 * @param settings lines to set besides, as the user would; undefined removes one
 * @param expected what the file was when it was decided to write it; one that has come or changed since is left as it is
 * @throws CodedError `ENV_FILE_CHANGED`, and of `readEnvText` and `writeEnvText`
 */
export async function writeInstanceFile(
  context: Pick<Context, 'home' | 'run' | 'env'>,
  instance: Instance,
  settings: Readonly<Record<string, string | undefined>> = {},
  expected?: { readonly seen: string | undefined },
): Promise<void> {
  const text = await readEnvText(instance.path);
  if (expected !== undefined && expected.seen !== text) throw envFileChanged(join(instance.path, ENV_FILE));
  const { ours } = judgeEnvFile(parseEnvFile(text ?? ''), instanceVariables(instance, context.home));
  const edited = editEnvFile(text ?? '', { ...ours, ...settings });
  if (edited !== text) await writeEnvText(context, instance.path, { text: edited, isNew: text === undefined });
}
