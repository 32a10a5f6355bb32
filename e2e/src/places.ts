import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getuid } from 'node:process';
import { fileURLToPath } from 'node:url';

/** The repository's top directory, from the sources and from the bundle alike. */
export const WORKSPACE = above(dirname(fileURLToPath(import.meta.url)));

/** What the end-to-end tests and the demo are made of. */
export const E2E = join(WORKSPACE, 'e2e');

/** The command under test, as it is built. */
export const KTRDR = join(WORKSPACE, 'packages', 'cli', 'bin', 'ktrdr.cjs');

/** `ktrdr-setup`, as it is built. */
export const SETUP = join(WORKSPACE, 'packages', 'setup', 'bin', 'ktrdr-setup.cjs');

/** Where the demo keeps its Engine's log, its registry and its clone. */
export const DEMO = join(WORKSPACE, '.demo');

/** Whether every user may go into a directory by its path; into root's home mostly root alone may. */
export function isOpenToAll(directory: string): boolean {
  return (
    (statSync(directory).mode & 0o001) !== 0 && (dirname(directory) === directory || isOpenToAll(dirname(directory)))
  );
}

/**
 * Where the end-to-end tests keep theirs, a directory for each test file. As root they also work as an ordinary user, who must get there.
 */
export const TESTS =
  getuid?.() !== 0 || isOpenToAll(WORKSPACE)
    ? join(WORKSPACE, '.e2e')
    : join('/var/tmp', `ktrdr-tests-${createHash('sha256').update(WORKSPACE).digest('hex').slice(0, 8)}`);

function above(directory: string): string {
  if (existsSync(join(directory, 'pnpm-workspace.yaml'))) return directory;
  if (dirname(directory) === directory) throw new Error('not inside the repository');
  return above(dirname(directory));
}

/** Nx, as it is installed here. */
export const NX = join(WORKSPACE, 'node_modules', '.bin', 'nx');
