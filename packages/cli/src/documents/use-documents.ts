import * as z from 'zod/mini';
import { SHELLS } from '../commands/completion/flags.ts';
import { PAGES } from '../commands/open/flags.ts';
import { schemaVersion, told } from './told.ts';

const id = told(z.string(), 'The id of the instance.');

/** Of `env`. */
export const variablesDocument = z.object({
  schemaVersion,
  id,
  variables: told(z.record(z.string(), z.string()), 'By name; without the password unless `--secrets` was given.'),
});

/** Of `open`. */
export const openedDocument = z.object({
  schemaVersion,
  id,
  page: z.enum(PAGES),
  url: z.string(),
  opened: told(z.boolean(), 'Whether a browser was opened.'),
});

/** Of `cd`. */
export const directoryDocument = z.object({
  schemaVersion,
  id,
  path: told(z.string(), 'Its directory, as registered.'),
});

/** Of `completion`. */
export const completionDocument = z.object({
  schemaVersion,
  shell: z.enum(SHELLS),
  script: told(z.string(), 'The script that the shell reads.'),
  startFile: told(z.nullable(z.string()), "The user's start file that loads it; null if the shell needs none."),
});

/** Of `agents install` and `agents uninstall`. */
export const agentsDocument = z.object({
  schemaVersion,
  settings: told(z.string(), "Claude Code's settings for the checkout."),
  skill: told(z.string(), 'The skill that tells its agents how to use ktrdr.'),
});
