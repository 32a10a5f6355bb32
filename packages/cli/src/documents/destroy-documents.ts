import * as z from 'zod/mini';
import { schemaVersion, told } from './told.ts';

const ignored = z.object({
  what: told(z.string(), 'A top directory or a file of the worktree.'),
  files: z.int(),
  bytes: z.int(),
  envFiles: told(z.array(z.string()), 'Those that are called like files of keys.'),
  unreadable: told(
    z.optional(z.array(z.string())),
    'Directories that this user may not look into: each counts as one file, whatever is in it.',
  ),
  ownLines: told(z.optional(z.int()), 'Of `.env.sandbox`: how many of its lines a person has written.'),
});

const common = {
  schemaVersion,
  id: z.string(),
  path: z.string(),
  destroyed: told(z.boolean(), 'False after `--dry-run`: what would go is still there.'),
  containers: z.array(z.string()),
  volumes: told(z.array(z.string()), 'The volumes that go with it.'),
  volumesTakenOver: told(
    z.array(z.string()),
    'Of the volumes that go, those that were there before it, and that it has taken over (`--keep-volumes`).',
  ),
  volumesLeft: told(z.array(z.string()), 'The volumes that stay.'),
  ignored: told(z.array(ignored), 'What git ignores and nothing makes again, and which goes with it.'),
};

/** After `local-prod destroy`. */
export const destroyedLocalProdDocument = z.object({
  ...common,
  volumeFacts: told(
    z.array(z.object({ name: z.string(), createdAt: z.nullable(z.string()), size: z.nullable(z.string()) })),
    'How old each of these volumes is, and how much it holds, as far as the Docker Engine tells.',
  ),
});

/** After `sandbox destroy`. */
export const destroyedSandboxDocument = z.object({
  ...common,
  images: told(z.array(z.string()), 'The images that its starts have built.'),
  directory: told(
    z.enum(['removed', 'kept', 'untouched']),
    '`kept`: all but `.env.sandbox` stays. `untouched`: no file was, or would be, touched.',
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
    'Work that is nowhere else and goes with the worktree.',
  ),
  branch: told(
    z.nullable(
      z.object({
        name: z.nullable(z.string()),
        commit: z.nullable(z.string()),
        delete: told(z.boolean(), 'Whether it may go.'),
        deleted: told(z.boolean(), 'Whether it has gone.'),
        reason: z.string(),
      }),
    ),
    'The branch, where it was to go as well (`--delete-branch`).',
  ),
  unpushed: told(
    z.nullable(z.object({ branch: z.string(), commits: z.int() })),
    'Commits of a branch that are on no remote.',
  ),
  mainWorktree: told(z.nullable(z.string()), 'Where to go when the directory is gone.'),
});
