import type { ListedSetting } from '@ktrdr/instance/internal';
import * as z from 'zod/mini';
import { schemaVersion, told } from './told.ts';

const setting = z.object({
  key: told(z.string(), 'With dots: `sandbox.from`.'),
  value: told(
    z.nullable(z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
    'What is set; null where something else holds.',
  ),
  origin: told(z.enum(['settings', 'environment', 'default']), 'Where what holds comes from.'),
  text: told(z.string(), 'What holds, in words.'),
}) satisfies z.ZodMiniType<Pick<ListedSetting, 'key'>>;

/** Of `config`. */
export const settingsDocument = z.object({
  schemaVersion,
  file: told(z.string(), 'The file of settings, whether it is there or not.'),
  settings: told(z.exactOptional(z.array(setting)), 'All, or the one that was asked for; absent for `path`.'),
});
