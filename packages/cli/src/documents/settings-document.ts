import type { ListedSetting } from '@ktrdr/instance/internal';
import * as z from 'zod/mini';
import { schemaVersion, told } from './told.ts';

const setting = z.object({
  key: told(z.string(), 'With dots: `sandbox.from`.'),
  value: told(
    z.nullable(z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
    'The value in the settings; null if it is not set there.',
  ),
  origin: told(z.enum(['settings', 'environment', 'default']), 'Where the value in effect comes from.'),
  text: told(z.string(), 'The value in effect, in words.'),
}) satisfies z.ZodMiniType<Pick<ListedSetting, 'key'>>;

/** Of `config`. */
export const settingsDocument = z.object({
  schemaVersion,
  file: told(z.string(), 'The settings file, whether it exists or not.'),
  settings: told(z.exactOptional(z.array(setting)), 'All settings, or the requested one; absent for `path`.'),
});
