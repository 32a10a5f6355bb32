import type { Environment } from '../core/environment.ts';
import { SETTING_KEYS } from './setting-keys.ts';
import type { UserSettings } from './user-settings.ts';

/** A setting as it holds. */
export interface ListedSetting {
  /** With dots: `sandbox.from`. */
  readonly key: string;
  /** What is set; null where the default holds, and where an environment variable does. */
  readonly value: string | number | boolean | readonly string[] | null;
  /** Where what holds comes from. */
  readonly origin: 'settings' | 'environment' | 'default';
  /** What holds, in words. */
  readonly text: string;
}

/** Every setting, and whether it comes from the file, from an environment variable that is stronger, or is the default. */
export function listUserSettings(settings: UserSettings, env: Environment): ListedSetting[] {
  return SETTING_KEYS.map(({ key, otherwise, variable, typed: typedAs }): ListedSetting => {
    const given = variable === undefined ? undefined : env[variable];
    if (variable !== undefined && given !== undefined && given !== '')
      return { key, value: null, origin: 'environment', text: `${variable}=${given}` };
    const value = valueAt(settings, key.split('.'));
    if (value === null) return { key, value, origin: 'default', text: otherwise };
    return {
      key,
      value,
      origin: 'settings',
      text: Array.isArray(value) ? value.join(typedAs === 'words' ? ' ' : ', ') : String(value),
    };
  });
}

function valueAt(settings: unknown, [name, ...below]: readonly string[]): ListedSetting['value'] {
  if (name !== undefined) {
    if (typeof settings !== 'object' || settings === null) return null;
    return valueAt(new Map<string, unknown>(Object.entries(settings)).get(name), below);
  }
  if (Array.isArray(settings)) return settings.map(String);
  return typeof settings === 'string' || typeof settings === 'number' || typeof settings === 'boolean'
    ? settings
    : null;
}
