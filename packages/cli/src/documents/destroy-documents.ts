import * as z from 'zod/mini';
import { schemaVersion, told } from './told.ts';

const ignored = z.object({
  what: told(z.string(), 'A top-level directory or a file of the worktree.'),
  files: z.int(),
  bytes: z.int(),
  envFiles: told(z.array(z.string()), 'The files whose names suggest keys.'),
  unreadable: told(
    z.optional(z.array(z.string())),
    'Directories that this user may not read: each counts as one file, whatever it contains.',
  ),
  ownLines: told(z.optional(z.int()), 'Only for `.env.sandbox`: how many of its lines a person wrote.'),
});

const common = {
  schemaVersion,
  id: z.string(),
  path: z.string(),
  destroyed: told(z.boolean(), 'False after `--dry-run`: nothing was removed.'),
  containers: z.array(z.string()),
  volumes: told(z.array(z.string()), 'The volumes that are removed with it.'),
  volumesTakenOver: told(
    z.array(z.string()),
    'Of the removed volumes, those that existed before it and that it has taken over (`--keep-volumes`).',
  ),
  volumesLeft: told(z.array(z.string()), 'The volumes that stay.'),
  ignored: told(z.array(ignored), 'Files that git ignores and nothing rebuilds, and that are removed with it.'),
};

/** After `local-prod destroy`. */
export const destroyedLocalProdDocument = z.object({
  ...common,
  volumeFacts: told(
    z.array(z.object({ name: z.string(), createdAt: z.nullable(z.string()), size: z.nullable(z.string()) })),
    'The age and size of each of these volumes, as far as the Docker Engine reports them.',
  ),
});

/** After `sandbox destroy`. */
export const destroyedSandboxDocument = z.object({
  ...common,
  images: told(z.array(z.string()), 'The images that were built when it was started.'),
  directory: told(
    z.enum(['removed', 'kept', 'untouched']),
    '`kept`: everything but `.env.sandbox` stays. `untouched`: no file was, or would be, touched.',
  ),
  reason: told(z.nullable(z.string()), 'Why no file is touched.'),
  workAtRisk: told(
    z.array(
      z.object({
        kind: z.enum([
          'change',
          'untracked',
          'hidden-change',
          'commit',
          'operation',
          'repository',
          'unreadable',
          'worktree',
        ]),
        what: z.string(),
      }),
    ),
    'Work that exists nowhere else and is removed with the worktree.',
  ),
  branch: told(
    z.nullable(
      z.object({
        name: z.nullable(z.string()),
        commit: z.nullable(z.string()),
        delete: told(z.boolean(), 'Whether it may be deleted.'),
        deleted: told(z.boolean(), 'Whether it was deleted.'),
        reason: z.string(),
      }),
    ),
    'The branch, if it was to be deleted too (`--delete-branch`).',
  ),
  unpushed: told(
    z.nullable(z.object({ branch: z.string(), commits: z.int() })),
    'Commits of a branch that are on no remote.',
  ),
  mainWorktree: told(z.nullable(z.string()), 'The directory to go to once this one is gone.'),
});
