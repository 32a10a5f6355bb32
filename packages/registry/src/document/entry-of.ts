import { isAbsolute } from 'node:path';
import { CodedError } from '@ktrdr/errors';
import en from 'zod/v4/locales/en.js';
import * as z from 'zod/mini';
import type { InstanceRecord } from './instance-record.ts';
import type { InstanceEntry } from './registry-document.ts';

const absolutePath = () => z.string().check(z.refine(isAbsolute, { error: 'not an absolute path' }));

// Stricter than what is read: https://docs.docker.com/compose/how-tos/project-name/ for the id.
const newEntry = z.lazy(() =>
  z.strictObject({
    instance_id: z
      .string()
      .check(
        z.regex(
          /^[a-z0-9][a-z0-9_-]*$/,
          'only lower-case letters, digits, "-" and "_", beginning with a letter or digit',
        ),
      ),
    slot: z.int().check(z.minimum(0)),
    path: absolutePath(),
    created_at: z.iso.datetime({ error: 'not a time in ISO 8601, UTC' }),
    is_worktree: z.boolean(),
    parent_repo: z.nullable(absolutePath()),
  }),
);

/**
 * The entry that is written for a record: exactly the six keys that other readers of the file accept.
 *
 * @throws CodedError `INSTANCE_INVALID`: an id that is no Compose project name, a relative path, a malformed time
 */
export function entryOf(record: InstanceRecord): InstanceEntry {
  const result = newEntry.safeParse(
    {
      instance_id: record.instanceId,
      slot: record.slot,
      path: record.path,
      created_at: record.createdAt,
      is_worktree: record.isWorktree,
      parent_repo: record.parentRepo,
    },
    { error: en().localeError },
  );
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new CodedError(
    `Cannot register instance "${record.instanceId}": ${issue?.path.join('.') ?? 'record'}: ${issue?.message ?? 'invalid'}`,
    { code: 'INSTANCE_INVALID', hint: 'Nothing was changed. Choose another name or directory.' },
  );
}
