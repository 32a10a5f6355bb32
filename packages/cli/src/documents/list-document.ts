import * as z from 'zod/mini';
import { describedFields } from './instance-document.ts';
import { schemaVersion, told } from './told.ts';

const marks = z.object({
  dirty: told(z.nullable(z.boolean()), 'Whether something is not committed; null where git does not tell.'),
  unpushed: told(z.nullable(z.int()), 'How many commits no remote has; null where git does not tell.'),
});

const listed = z.object({
  ...describedFields,
  createdAt: told(z.string(), 'ISO 8601, UTC.'),
  branch: told(
    z.nullable(z.string()),
    'The branch that is checked out, or the commit; null where that cannot be told.',
  ),
  movedTo: told(
    z.optional(z.string()),
    'Where its directory is now, where nothing is at the registered path and that can be seen.',
  ),
  git: told(z.optional(z.nullable(marks)), 'Only with `--git`; null where its directory is not there.'),
});

export const listDocument = z.object({
  schemaVersion,
  instances: told(z.array(listed), 'local-prod first, then by slot.'),
});
