import { readFileSync } from 'node:fs';
import { type Environment, homeOf } from '@ktrdr/instance';

/** Whether the user's settings say that there are no colours. No command fails for the sake of colours: settings that cannot be read say nothing. */
export function isColorOff(env: Environment): boolean {
  try {
    const settings: unknown = JSON.parse(readFileSync(homeOf(env).settings, 'utf8'));
    return typeof settings === 'object' && settings !== null && 'color' in settings && settings.color === false;
  } catch {
    return false;
  }
}
