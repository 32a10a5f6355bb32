import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

/** Where the end-to-end tests keep theirs, a directory for each test file. */
export const TESTS = join(WORKSPACE, '.e2e');

function above(directory: string): string {
  if (existsSync(join(directory, 'pnpm-workspace.yaml'))) return directory;
  if (dirname(directory) === directory) throw new Error('not inside the repository');
  return above(dirname(directory));
}

/** Nx, as it is installed here. */
export const NX = join(WORKSPACE, 'node_modules', '.bin', 'nx');
