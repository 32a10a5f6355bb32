import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@ktrdr/errors';
import { execa } from 'execa';

/**
 * A bare repository, all of KTRDR's history with one revision as its branch `main`, so that a clone of it is what a user had then.
 *
 * @throws CodedError `REPOSITORY_UNREADABLE`, `REVISION_UNKNOWN`
 */
export async function prepareOrigin({
  source,
  revision,
  directory,
}: {
  /** A git directory or URL. */
  source: string;
  /** A commit, a tag, one of its branches, or `HEAD`. */
  revision: string;
  /** Where `ktrdr.git` is put; made if it is missing. */
  directory: string;
}): Promise<string> {
  const origin = join(directory, 'ktrdr.git');
  await rm(origin, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await git('init', '--quiet', '--bare', '--template=', '--initial-branch=main', origin);
  const fetched = await fetch('+refs/heads/*:refs/source/*');
  if (fetched.failed) {
    throw new CodedError<'REPOSITORY_UNREADABLE'>(`Cannot read ${source} as a repository`, {
      code: 'REPOSITORY_UNREADABLE',
      hint: 'Name a git directory or a URL of KTRDR.',
      detail: fetched.stderr,
    });
  }
  // Fails where the repository has none, or one without a commit.
  await fetch('+HEAD:refs/source/HEAD');
  const commit = (await commitOf(revision)) ?? (await commitOf(`refs/source/${revision}`));
  if (commit === undefined) {
    throw new CodedError<'REVISION_UNKNOWN'>(`${source} has no revision ${revision}`, {
      code: 'REVISION_UNKNOWN',
      hint: 'Name a commit, a tag, or one of its branches.',
    });
  }
  await git('-C', origin, 'update-ref', 'refs/heads/main', commit);
  return origin;

  async function fetch(refs: string) {
    // A repository that belongs to another user is only read here.
    return await execa('git', ['-c', 'safe.directory=*', '-C', origin, 'fetch', '--quiet', source, refs], {
      env: ENVIRONMENT,
      reject: false,
    });
  }

  async function commitOf(name: string): Promise<string | undefined> {
    const args = ['-C', origin, 'rev-parse', '--verify', '--quiet', `${name}^{commit}`];
    const { stdout, failed } = await execa('git', args, { env: ENVIRONMENT, reject: false });
    return failed ? undefined : stdout.trim();
  }
}

const ENVIRONMENT = { GIT_DIR: undefined, GIT_INDEX_FILE: undefined, GIT_WORK_TREE: undefined };

async function git(...args: readonly string[]): Promise<void> {
  await execa('git', args, { env: ENVIRONMENT });
}
