import { join } from 'node:path';
import { withFileLock } from '@ktrdr/durable-files';
import { CodedError, isSystemError, messageOf } from '@ktrdr/errors';
import { assertWithinConfinement } from '../core/confinement.ts';
import type { Context } from '../core/context.ts';
import { asJson, writeOwnFile } from '../core/write-own-file.ts';
import { checkUserSettings, parseUserSettings, unknownKey } from './parse-user-settings.ts';
import { readSettingsText } from './read-user-settings.ts';
import { SETTING_KEYS, type SettingKey } from './setting-keys.ts';

/**
 * Gives a setting a value, or takes it away. Everything else in the file stays; one that cannot be understood is left as it is.
 *
 * @param words as a person types them: for a list its members, also with commas between; undefined takes the setting away
 * @throws CodedError `SETTINGS_INVALID`, `SETTINGS_UNREADABLE`, `SETTINGS_UNWRITABLE`, `CONFINED`, and of the lock
 */
export async function changeUserSettings(
  context: Context,
  key: string,
  words: readonly string[] | undefined,
): Promise<void> {
  const known = SETTING_KEYS.find((one) => one.key === key);
  if (known === undefined) throw unknownKey(key);
  const { settings: file } = context.home;
  const value = words === undefined ? undefined : typed(known, words);
  await change(context, (text) => {
    const before: object = text === undefined ? {} : parseUserSettings(file, text);
    const after = withValue(before, key.split('.'), value);
    checkUserSettings(file, after);
    return text === undefined && value === undefined ? undefined : asJson(after);
  });
}

/**
 * Replaces the whole file of settings by a text that a person has written.
 *
 * @param edited.before what the person has begun with; undefined where there was no file
 * @param edited.file where the text is, for the messages
 * @throws CodedError `SETTINGS_INVALID`, `PLAN_CHANGED` where it is not that any more, `SETTINGS_UNREADABLE`, `SETTINGS_UNWRITABLE`, `CONFINED`, and of the lock
 */
export async function replaceUserSettings(
  context: Context,
  edited: { readonly before: string | undefined; readonly text: string; readonly file: string },
): Promise<void> {
  parseUserSettings(edited.file, edited.text);
  await change(context, (text) => {
    if (text === edited.before) return edited.text;
    throw new CodedError(`${context.home.settings} has changed since you began`, {
      code: 'PLAN_CHANGED',
      hint: `It was left unchanged. Your version is in ${edited.file}`,
    });
  });
}

/** @param next the text that the file gets; undefined leaves it as it is */
async function change(context: Context, next: (text: string | undefined) => string | undefined): Promise<void> {
  assertWithinConfinement(context, 'settings');
  const { settings: file, operations, root: top } = context.home;
  await withFileLock({ file: join(operations, 'settings.lock'), command: context.command, top }, async () => {
    const text = next(await readSettingsText(file));
    if (text !== undefined) await write(file, text);
  });
}

function typed({ key, typed: how, is }: SettingKey, words: readonly string[]): unknown {
  const [word = ''] = words;
  if (how === 'words') return words;
  if (how === 'list') return words.length === 1 ? word.split(',').map((one) => one.trim()) : words;
  const isNumber = how === 'number' && /^\d+$/.test(word);
  const isBoolean = how === 'boolean' && (word === 'true' || word === 'false');
  if (words.length !== 1 || (how === 'number' && !isNumber) || (how === 'boolean' && !isBoolean)) {
    throw new CodedError(`${key} must be ${is}, not ${words.join(' ') || 'nothing'}`, {
      code: 'SETTINGS_INVALID',
      hint: `Nothing was changed. Quote a value that contains spaces.`,
    });
  }
  return isNumber ? Number(word) : isBoolean ? word === 'true' : word;
}

/** Undefined takes it away, and the objects that are empty without it. */
function withValue(settings: object, [name = '', ...below]: readonly string[], value: unknown): object {
  const entries = new Map<string, unknown>(Object.entries(settings));
  const inner = entries.get(name);
  const next = below.length === 0 ? value : withValue(isObject(inner) ? inner : {}, below, value);
  if (next === undefined || (below.length > 0 && isObject(next) && Object.keys(next).length === 0))
    entries.delete(name);
  else entries.set(name, next);
  return Object.fromEntries(entries);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeOwnFile(file, text);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new CodedError(`Cannot write the settings: ${messageOf(error)}`, {
      code: 'SETTINGS_UNWRITABLE',
      hint: `The file is unchanged: ${file}`,
      cause: error,
    });
  }
}
