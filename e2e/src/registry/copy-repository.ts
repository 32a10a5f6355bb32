import { cp, readdir, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { hasCode } from '@ktrdr/errors';
import { WORKSPACE } from '../places.ts';
import { git } from '../stage/git.ts';

/**
 * Copies this repository as it is now, committed or not, and makes the copy a repository with one commit: there a release
 * can be made that nobody sees. What is installed is shared with the original.
 */
export async function copyRepository(directory: string): Promise<void> {
  const { stdout } = await execa('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: WORKSPACE,
  });
  const files = new Set(stdout.split('\0').filter((file) => file !== ''));
  for (const file of files) {
    // A file may be deleted, and that not yet committed.
    await cp(join(WORKSPACE, file), join(directory, file)).catch(ignoreMissing);
  }
  // Plans of the next real release are no part of this one.
  await rm(join(directory, '.nx', 'version-plans'), { recursive: true, force: true });

  await symlink(join(WORKSPACE, 'node_modules'), join(directory, 'node_modules'));
  // Links to packages of this repository are relative, and so lead to the copies.
  for (const parent of await packageDirectories()) {
    const links = join(parent, 'node_modules');
    await cp(join(WORKSPACE, links), join(directory, links), { recursive: true, verbatimSymlinks: true }).catch(
      ignoreMissing,
    );
  }

  // What is built already need not be built again: only what holds its version is.
  for (const folder of ['cache', 'workspace-data']) {
    const from = join(WORKSPACE, '.nx', folder);
    await cp(from, join(directory, '.nx', folder), { recursive: true, filter: isLasting }).catch(ignoreMissing);
  }

  await git(directory, 'init', '--quiet');
  for (const [name, value] of Object.entries(SETTINGS)) await git(directory, 'config', name, value);
  await git(directory, 'add', '--all');
  await git(directory, 'commit', '--quiet', '--message', 'As it is');
}

/** The release commits and tags too. */
const SETTINGS = {
  'user.name': 'KTRDR tests',
  'user.email': 'tests@example.invalid',
  'commit.gpgsign': 'false',
  'tag.gpgsign': 'false',
};

async function packageDirectories(): Promise<string[]> {
  const packages = await readdir(join(WORKSPACE, 'packages'));
  return ['bench', 'e2e', 'packaging', ...packages.map((name) => join('packages', name))];
}

/** Of Nx's data, the cache and its index; all else belongs to the place where it was made. */
function isLasting(path: string): boolean {
  return !path.includes('workspace-data') || basename(path) === 'workspace-data' || /\.db(-wal)?$/.test(path);
}

function ignoreMissing(error: unknown): void {
  if (!hasCode(error, 'ENOENT')) throw error;
}
