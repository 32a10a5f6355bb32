import * as z from 'zod/mini';
import { PAGES } from '../commands/open/flags.ts';
import { schemaVersion, told } from './told.ts';

const id = told(z.string(), 'The id of the instance.');

/** Of `env`. */
export const variablesDocument = z.object({
  schemaVersion,
  id,
  variables: told(z.record(z.string(), z.string()), 'By name. Without the password unless it was asked for.'),
});

/** Of `open`. */
export const openedDocument = z.object({
  schemaVersion,
  id,
  page: z.enum(PAGES),
  url: z.string(),
  opened: told(z.boolean(), 'Whether a browser was started.'),
});

/** Of `cd`. */
export const directoryDocument = z.object({
  schemaVersion,
  id,
  path: told(z.string(), 'Its directory, as registered.'),
});
