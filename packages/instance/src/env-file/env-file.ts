import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, hasCode, messageOf } from '@ktrdr/errors';
import { isTemporaryOf, removeTemporaryFiles, writeFileDurably } from '@ktrdr/registry';
import { parseEnvFile } from './parse-env-file.ts';
import { serializeEnvFile } from './serialize-env-file.ts';

/** The marker file of an instance, in its directory. */
export const ENV_FILE = '.env.sandbox';

/** The variables in a directory's `.env.sandbox`; undefined where there is none. */
export async function readEnvFile(directory: string): Promise<Record<string, string> | undefined> {
  const path = join(directory, ENV_FILE);
  try {
    return parseEnvFile(await readFile(path, 'utf8'));
  } catch (cause) {
    if (hasCode(cause, 'ENOENT') || hasCode(cause, 'ENOTDIR')) return undefined;
    throw new CodedError(`Cannot read ${path}: ${messageOf(cause)}`, {
      code: 'ENV_FILE_UNREADABLE',
      hint: `Make ${path} a readable file, or remove it: it is written again from the registry.`,
      cause,
    });
  }
}

/** Writes `.env.sandbox` whole: a reader sees the old file or the new one. The operation's lock must be held. */
export async function writeEnvFile(directory: string, variables: Readonly<Record<string, string>>): Promise<void> {
  const path = join(directory, ENV_FILE);
  try {
    await removeTemporaryFiles(path);
    await writeFileDurably(path, serializeEnvFile(variables), 0o644);
  } catch (cause) {
    throw new CodedError(`Cannot write ${path}: ${messageOf(cause)}`, {
      code: 'ENV_FILE_UNWRITABLE',
      hint: `Make ${directory} writable and see that the disk is not full, then run the command again.`,
      cause,
    });
  }
}

/** Deletes `.env.sandbox` and what killed writes of it have left; fine when there is none. The operation's lock must be held. */
export async function removeEnvFile(directory: string): Promise<void> {
  const path = join(directory, ENV_FILE);
  await removeTemporaryFiles(path);
  await rm(path, { force: true });
}

/** Whether a name is that of `.env.sandbox`, or of what a killed write of it has left. */
export function isEnvFile(name: string): boolean {
  return name === ENV_FILE || isTemporaryOf(ENV_FILE, name);
}
