import { CodedError, quoteArgument } from '@ktrdr/errors';
import type * as z from 'zod/mini';
import { nearestOf } from '../served/nearest-of.ts';
import { assertJson } from './assert-json.ts';
import { SETTING_KEYS } from './setting-keys.ts';
import { type UserSettings, userSettings } from './user-settings.ts';

/**
 * Reads the text of a file of settings.
 *
 * @param file for the messages
 * @throws CodedError `SETTINGS_INVALID`, naming the line or the key
 */
export function parseUserSettings(file: string, text: string): UserSettings {
  assertJson(file, text);
  return checkUserSettings(file, JSON.parse(text));
}

/** @throws CodedError `SETTINGS_INVALID`, naming the key */
export function checkUserSettings(file: string, value: unknown): UserSettings {
  const parsed = userSettings.safeParse(value);
  if (parsed.success) return parsed.data;
  throw wrongValue(file, parsed.error.issues[0]);
}

function wrongValue(file: string, issue: z.core.$ZodIssue | undefined): CodedError {
  const path = (issue?.path ?? []).filter((part) => typeof part === 'string');
  if (issue?.code === 'unrecognized_keys') {
    const [unknown = ''] = issue.keys;
    return unknownKey([...path, unknown].join('.'), ` in ${file}`);
  }
  const key = path.join('.');
  const is = SETTING_KEYS.find((one) => one.key === key)?.is ?? 'an object of settings, in { and }';
  return new CodedError(`${key === '' ? file : `${key} in ${file}`} must be ${is}`, {
    code: 'SETTINGS_INVALID',
    hint: key === '' ? `Write {} there, or remove the file.` : `To remove it: ktrdr config unset ${quoteArgument(key)}`,
  });
}

/** The error for a key that is none, with the one that may be meant. @param where of it: ` in <file>`, or nothing */
export function unknownKey(key: string, where = ''): CodedError {
  const keys = SETTING_KEYS.map((one) => one.key);
  const sections = new Set(keys.map((one) => one.split('.', 1)[0] ?? one));
  const meant =
    nearestOf(key, [...sections]) ?? nearestOf(key, keys) ?? keys.find((one) => one.split('.').at(-1) === key);
  return new CodedError(`There is no setting ${key}${where}`, {
    code: 'SETTINGS_INVALID',
    hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}There are: ${keys.join(', ')}`,
  });
}
