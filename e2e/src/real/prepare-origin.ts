import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** A bare repository, all of KTRDR's history with one revision as its branch `main`, so that a clone of it is what a user had then. */
export async function prepareOrigin({
  source,
  revision,
  directory,
}: {
  /** A git directory or URL. */
  source: string;
  revision: string;
  /** Where `ktrdr.git` is put; made if it is missing. */
  directory: string;
}): Promise<string> {
  const origin = join(directory, 'ktrdr.git');
  await rm(origin, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await git('init', '--quiet', '--bare', '--template=', '--initial-branch=main', origin);
  // A repository that belongs to another user is only read here.
  await git('-c', 'safe.directory=*', '-C', origin, 'fetch', '--quiet', source, '+refs/heads/*:refs/source/*');
  const { stdout: commit } = await git('-C', origin, 'rev-parse', '--verify', `${revision}^{commit}`);
  await git('-C', origin, 'update-ref', 'refs/heads/main', commit.trim());
  return origin;
}

async function git(...args: readonly string[]) {
  return await execa('git', args, { env: { GIT_DIR: undefined, GIT_INDEX_FILE: undefined, GIT_WORK_TREE: undefined } });
}
