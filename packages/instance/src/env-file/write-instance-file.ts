import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { editEnvFile } from './edit-env-file.ts';
import { ENV_FILE, envFileChanged, seeEnvText, tidyEnvFile, writeEnvText } from './env-file.ts';
import { instanceVariables } from './instance-variables.ts';
import { judgeEnvFile } from './judge-env-file.ts';
import { parseEnvFile } from './parse-env-file.ts';

const ATTEMPTS = 5;

/**
 * Writes what the registry says into an instance's `.env.sandbox`, and what else is given. Other lines stay as they are, with comments and
 * order. Nothing is written where nothing changes; what killed writes have left beside it goes in any case. The operation's lock must be held.
 *
 * @param settings lines to set besides, as the user would; undefined removes one
 * @param expected what the file was when it was decided to write it, and in which directory; one that has come or changed since is left as it is
 * @throws CodedError `INSTANCE_CHANGED`, `ENV_FILE_CHANGED`, and of `seeEnvText` and `writeEnvText`
 */
export async function writeInstanceFile(
  context: Pick<Context, 'home' | 'run' | 'env'>,
  instance: Instance,
  settings: Readonly<Record<string, string | undefined>> = {},
  expected?: { readonly seen: string | undefined; readonly assertPlace: () => Promise<void> },
): Promise<void> {
  let seen = await seeEnvText(instance.path);
  if (expected !== undefined && expected.seen !== seen.text) throw envFileChanged(join(instance.path, ENV_FILE));
  for (let attempt = 1; ; attempt += 1) {
    const before = parseEnvFile(seen.text ?? '');
    const { ours } = judgeEnvFile(before, instanceVariables(instance, context.home));
    const edited = editEnvFile(seen.text ?? '', { ...ours, ...settings });
    if (edited === seen.text) return await tidyEnvFile(instance.path);
    try {
      return await writeEnvText(context, instance.path, { text: edited, seen, assertPlace: expected?.assertPlace });
    } catch (error) {
      if (!hasCode(error, 'ENV_FILE_CHANGED') || expected !== undefined || attempt === ATTEMPTS) throw error;
      // What has come where nothing was may be anything.
      if (seen.text === undefined) throw error;
      const now = await seeEnvText(instance.path);
      // Whoever saves the file at this moment is not asked to run the command again: his lines are kept like the others.
      if (before['INSTANCE_ID'] !== parseEnvFile(now.text ?? '')['INSTANCE_ID']) throw error;
      seen = now;
    }
  }
}
