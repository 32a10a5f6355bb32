import * as z from 'zod/mini';
import { describedFields } from './instance-document.ts';
import { schemaVersion, told } from './told.ts';

const marks = z.object({
  dirty: told(z.nullable(z.boolean()), 'Whether something is uncommitted; null if git cannot tell.'),
  unpushed: told(z.nullable(z.int()), 'How many commits are on no remote; null if git cannot tell.'),
});

const listed = z.object({
  ...describedFields,
  createdAt: told(z.string(), 'ISO 8601, UTC.'),
  branch: told(z.nullable(z.string()), 'The branch that is checked out, or the commit; null if it is unknown.'),
  movedTo: told(z.optional(z.string()), 'Where its directory is now, if it was moved and the new place is known.'),
  git: told(z.optional(z.nullable(marks)), 'Only with `--git`; null if its directory does not exist.'),
});

export const listDocument = z.object({
  schemaVersion,
  instances: told(z.array(listed), 'local-prod first, then by slot.'),
});
