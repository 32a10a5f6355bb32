import { readFile } from 'node:fs/promises';
import { CodedError, hasCode, messageOf } from '@ktrdr/errors';
import type { Home } from '../core/home.ts';
import { parseUserSettings } from './parse-user-settings.ts';
import type { UserSettings } from './user-settings.ts';

/**
 * What the user has set; nothing where there is no file.
 *
 * @throws CodedError `SETTINGS_INVALID`, `SETTINGS_UNREADABLE`
 */
export async function readUserSettings({ settings: file }: Pick<Home, 'settings'>): Promise<UserSettings> {
  const text = await readSettingsText(file);
  return text === undefined ? {} : parseUserSettings(file, text);
}

/** Undefined where there is no file. @throws CodedError `SETTINGS_UNREADABLE` */
export async function readSettingsText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    // That something else is in the place of our home is said of the registry.
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw new CodedError(`Cannot read the settings: ${messageOf(error)}`, {
      code: 'SETTINGS_UNREADABLE',
      hint: `Make ${file} a file that you can read, or move it away to use the defaults.`,
      cause: error,
    });
  }
}
