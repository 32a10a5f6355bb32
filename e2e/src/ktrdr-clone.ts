import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { E2E } from './places.ts';

const FIXTURE = join(E2E, 'fixtures', 'ktrdr');
const DOCKERFILE = 'docker/backend/Dockerfile.dev';
const PLACEHOLDER = '@APP_IMAGE@';

/** The committer of the fixture, and of whatever tests commit in a clone of it. */
const COMMITTER = { name: 'KTRDR tests', email: 'tests@example.invalid' };
const COMMIT_DATE = '2025-01-01T00:00:00Z';

/**
 * Makes a bare git repository with the fixture as its only commit, on branch `main`. The same fixture and image always
 * give the same commit.
 *
 * @param directory where `ktrdr.git` is put; made if it is missing
 * @param appImage what the backend's Dockerfile starts from
 * @returns the repository's path
 */
export async function createKtrdrOrigin({
  directory,
  appImage,
}: {
  directory: string;
  appImage: string;
}): Promise<string> {
  const origin = join(directory, 'ktrdr.git');
  await mkdir(directory, { recursive: true });
  const tree = await mkdtemp(join(tmpdir(), 'ktrdr-fixture-'));
  try {
    // Python leaves its caches even in a source tree that was only looked at.
    await cp(FIXTURE, tree, { recursive: true, filter: (source) => basename(source) !== '__pycache__' });
    const dockerfile = join(tree, DOCKERFILE);
    await writeFile(dockerfile, (await readFile(dockerfile, 'utf8')).replace(PLACEHOLDER, appImage));

    await git(['init', '--quiet', '--bare', '--template=', '--initial-branch=main', origin]);
    const inTree = [`--git-dir=${origin}`, `--work-tree=${tree}`, '-c', 'core.bare=false'];
    await git([...inTree, 'add', '--all']);
    await git([...inTree, 'commit', '--quiet', '--message', 'A small KTRDR for tests']);
    // The commit went through an index that a bare repository has no use for.
    await rm(join(origin, 'index'));
  } finally {
    await rm(tree, { recursive: true, force: true });
  }
  return origin;
}

/** Clones what {@link createKtrdrOrigin} made into `directory`, and gives the clone an identity to commit with. */
export async function cloneKtrdr({ origin, directory }: { origin: string; directory: string }): Promise<void> {
  await git(['clone', '--quiet', '--template=', origin, directory]);
  await git(['-C', directory, 'config', 'user.name', COMMITTER.name]);
  await git(['-C', directory, 'config', 'user.email', COMMITTER.email]);
  await git(['-C', directory, 'config', 'commit.gpgsign', 'false']);
}

/** Runs git so that neither the user's configuration nor a git that runs us (a hook) has a say. */
async function git(args: readonly string[]): Promise<void> {
  await execa('git', args, {
    env: {
      GIT_DIR: undefined,
      GIT_INDEX_FILE: undefined,
      GIT_WORK_TREE: undefined,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: COMMITTER.name,
      GIT_AUTHOR_EMAIL: COMMITTER.email,
      GIT_AUTHOR_DATE: COMMIT_DATE,
      GIT_COMMITTER_NAME: COMMITTER.name,
      GIT_COMMITTER_EMAIL: COMMITTER.email,
      GIT_COMMITTER_DATE: COMMIT_DATE,
    },
  });
}
