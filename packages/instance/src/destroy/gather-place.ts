import { realpath } from 'node:fs/promises';
import { hasCode } from '@ktrdr/errors';
import { registeredWorktrees } from '../checkout/registered-worktrees.ts';
import type { Context } from '../core/context.ts';
import { readEnvFile } from '../env-file/env-file.ts';
import { absentRepository } from '../git/absent-repository.ts';
import { type GitFacts, gitFacts } from '../git/git-facts.ts';
import { worktreeAt } from '../git/list-worktrees.ts';
import { movedBeside } from '../git/moved-beside.ts';
import { isSandboxLock } from '../git/sandbox-lock-reason.ts';
import { workKeptByGit } from '../git/work-at-risk.ts';
import { directoryIdentity, isSameDirectory } from '../core/directory-identity.ts';
import type { Instance } from '../core/instance.ts';
import { isThere } from '../core/stats-at.ts';
import type { Journal } from '../journals/destroy-journal.ts';
import type { BegunRemoval, PlaceFacts, RepositoryFacts } from './plan-place.ts';

/** Looks at what is at the registered path, and what the repository says of it whose worktree it is. Changes nothing. */
export async function gatherPlace(
  context: Context,
  instance: Instance,
  journal: Journal | undefined,
): Promise<PlaceFacts> {
  const realPath = await realpath(instance.path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  });
  const [git, absent, marker, begun] = await Promise.all([
    realPath === undefined ? undefined : gitFacts(instance.path, context),
    realPath === undefined ? undefined : absentRepository(instance.path),
    realPath === undefined ? undefined : readEnvFile(instance.path),
    begunRemoval(instance, journal),
  ]);
  return {
    realPath,
    git,
    absentRepository: absent,
    marker,
    repository: await repositoryFacts(context, instance, {
      git,
      asksForWork: realPath === undefined && begun === undefined,
    }),
    begun,
  };
}

/**
 * The worktree that an earlier destroy began to remove: what it moved aside is there (the same directory, by its inode), or something that is
 * not known again, or nothing is left of it. None if the directory is still at its place, or is there again.
 */
async function begunRemoval({ path }: Instance, journal: Journal | undefined): Promise<BegunRemoval | undefined> {
  if (journal?.removing === undefined) return undefined;
  const { commonDirectory, adminDirectory, administration, aside, ...identity } = journal.removing;
  const entry = { path, commonDirectory, adminDirectory, ...(administration && { administration }) };
  if (isSameDirectory(identity, await directoryIdentity(aside))) return { entry, aside };
  if (isSameDirectory(identity, await directoryIdentity(path))) return undefined;
  return { entry, aside: undefined, unknown: (await isThere(aside)) ? aside : undefined };
}

async function repositoryFacts(
  context: Context,
  instance: Instance,
  { git, asksForWork }: { git: GitFacts | undefined; asksForWork: boolean },
): Promise<RepositoryFacts | undefined> {
  const known = await registeredWorktrees(context, instance, git);
  if (known === undefined) return undefined;
  const { commonDirectory, worktrees } = known;
  const gitDirectory = git === undefined || git.kind === 'none' ? undefined : git.gitDirectory;
  const elsewhere = worktrees.find(({ lockReason }) => isSandboxLock(lockReason, instance.id))?.path;
  const listed =
    (await worktreeAt(commonDirectory, instance.path, gitDirectory)) ??
    (elsewhere === undefined ? undefined : await worktreeAt(commonDirectory, elsewhere, undefined));
  if (listed === undefined) return { commonDirectory, listed };
  const { adminDirectory } = listed;
  // With its directory there, that is asked; and of what an earlier destroy had looked at, nothing was at risk.
  if (!asksForWork) return { commonDirectory, listed };
  const movedTo = listed.path === instance.path ? await movedBeside(instance.path, adminDirectory) : listed.path;
  const place = { path: instance.path, adminDirectory };
  return { commonDirectory, listed, movedTo, holdsWork: (await workKeptByGit(place, context)).length > 0 };
}
