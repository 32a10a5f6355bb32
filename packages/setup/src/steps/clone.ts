import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CodedError, hasCode } from '@ktrdr/errors';
import { directoryIdentity, gitFacts, isKtrdr, isSameDirectory, isThere } from '@ktrdr/instance/internal';
import { howItEnded } from './how-it-ended.ts';
import type { SetupRecord } from '../record/setup-record.ts';
import type { SetupRun, Step } from './step.ts';
import { shownRepository } from '../repository/shown-repository.ts';

/**
 * Clones beside the destination and renames the whole clone to it: a destination that is there is a clone that is whole. What
 * fails midway leaves nothing.
 */
export const clone: Step = async (run) => {
  const { session, path, whole } = run;
  if (whole === undefined) return await cloneAnew(run);
  await putInPlace(session, whole.partial, run);
  return `an earlier setup had cloned it; now it is at ${path}`;
};

async function cloneAnew({ session, runVisible, path, repo, branch, env, keep }: SetupRun): Promise<string> {
  const { signal } = session;
  const parent = dirname(path);
  const firstMade = await mkdir(parent, { recursive: true });
  const partial = join(parent, `.${basename(path)}.setup-${randomBytes(4).toString('hex')}`);
  let directory: SetupRecord['directory'];
  try {
    // Named before it is there, or one that was killed in between would be known to nobody.
    await keep({ partial });
    await mkdir(partial);
    // What is there is ours by this very directory, now and at its place.
    directory = await directoryIdentity(partial);
    await keep({ partial, directory });
    const chosen = branch === undefined ? [] : [`--branch=${branch}`];
    const result = await runVisible('git', ['clone', ...chosen, '--', repo, basename(partial)], {
      env,
      cwd: parent,
      signal,
    });
    if (result.exitCode !== 0) throw cloneFailed(repo, result);
    if (!(await isStillThere(partial, directory))) throw movedAway(partial);
    await putInPlace(session, partial, { path, repo });
  } catch (error) {
    // Another one that has taken its place is somebody's.
    if (await isStillThere(partial, directory)) await rm(partial, { recursive: true, force: true });
    await removeEmpty(parent, firstMade);
    throw error;
  }
  return `cloned ${shownRepository(repo)} to ${path}`;
}

async function isStillThere(partial: string, directory: SetupRecord['directory']): Promise<boolean> {
  return directory !== undefined && isSameDirectory(directory, await directoryIdentity(partial));
}

/** @throws CodedError `NOT_KTRDR`, `DESTINATION_EXISTS` */
async function putInPlace(
  { context }: Pick<SetupRun['session'], 'context'>,
  partial: string,
  { path, repo, whole }: Pick<SetupRun, 'path' | 'repo'> & Partial<Pick<SetupRun, 'whole'>>,
): Promise<void> {
  const git = await gitFacts(partial, context);
  // One that was there may hold work, and is not removed.
  const became = whole === undefined ? 'is removed again' : `stays at ${partial}`;
  if (git.kind !== 'clone' || !isKtrdr(git.remoteUrls)) throw notKtrdr(repo, became);
  // An empty directory would be replaced without a word.
  if (await isThere(path)) throw appeared(path, became);
  await rename(partial, path).catch((cause: unknown) => {
    throw IN_THE_WAY.some((code) => hasCode(cause, code)) ? appeared(path, became) : cause;
  });
}

const IN_THE_WAY = ['ENOTEMPTY', 'ENOTDIR', 'EEXIST', 'EBUSY'];

/** Removes the directories that we made, as long as nothing is in them. */
async function removeEmpty(directory: string, firstMade: string | undefined): Promise<void> {
  if (firstMade === undefined || !directory.startsWith(firstMade)) return;
  const removed = await rmdir(directory).then(
    () => true,
    () => false,
  );
  if (removed) await removeEmpty(dirname(directory), firstMade);
}

function cloneFailed(repo: string, result: Parameters<typeof howItEnded>[0]): CodedError {
  return new CodedError(`git could not clone ${shownRepository(repo)} (${howItEnded(result)})`, {
    code: 'CLONE_FAILED',
    hint:
      result.exitCode === undefined
        ? 'What it had fetched was removed. SIGKILL comes from a system that is out of memory, or from a person; run setup again.'
        : 'git says why above. What it had fetched was removed; fix the cause and run setup again.',
  });
}

function movedAway(partial: string): CodedError {
  return new CodedError(`${partial}, which git cloned into, was moved in the meantime`, {
    code: 'CLONE_REPLACED',
    hint: 'It was left unchanged, wherever it is now. Move it back, or its parent directory, and run setup again: it continues with the clone.',
  });
}

function notKtrdr(repo: string, became: string): CodedError {
  return new CodedError(`Not a KTRDR repository: ${shownRepository(repo)}`, {
    code: 'NOT_KTRDR',
    hint: `The clone ${became}. With --repo, give a KTRDR repository: its URL contains "ktrdr".`,
  });
}

function appeared(path: string, became: string): CodedError {
  return new CodedError(`${path} appeared in the meantime and was left unchanged`, {
    code: 'DESTINATION_EXISTS',
    hint: `The new clone ${became}. Choose another directory with --path.`,
  });
}
