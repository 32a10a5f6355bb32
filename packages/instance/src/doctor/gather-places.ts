import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import { asideName } from '../core/aside-command.ts';
import { isThere } from '../core/stats-at.ts';
import type { Context } from '../core/context.ts';
import { directoryIdentity } from '../core/directory-identity.ts';
import { markerHome } from '../checkout/marker-home.ts';
import { ENV_FILE, readEnvFile, readEnvFileAside } from '../env-file/env-file.ts';
import { SHARED_VARIABLE } from '../env-file/judge-env-file.ts';
import { assertUsableEnvFile } from '../env-file/refresh-env-file.ts';
import { absentRepository } from '../git/absent-repository.ts';
import { gitFacts } from '../git/git-facts.ts';
import { listWorktrees } from '../git/list-worktrees.ts';
import type { Worktree } from '../git/worktree-list.ts';
import type { Instance } from '../core/instance.ts';
import { lookAtCheckout } from '../checkout/look-at-checkout.ts';
import { whereMoved } from '../checkout/where-moved.ts';
import type { ClaimFacts, EngineResources, PlaceFacts } from './facts.ts';
import { answer, type Answer } from '../core/answer.ts';
import { forbiddenDirectory } from '../entries/forbidden-at.ts';
import { isOurName } from './our-projects.ts';
import { isPythonProject } from '../python-tool/python-tool.ts';

export interface PlaceOptions {
  /** Where the command was given: its repository may have worktrees that nothing else names. */
  readonly directory: string;
  readonly instances: readonly Instance[];
  /** Of the Python tool, whose worktrees nothing else may name. */
  readonly claims: readonly ClaimFacts[];
  readonly resources: Answer<EngineResources>;
}

/** Looks at all directories that may be an instance's. */
export async function gatherPlaces(context: Context, options: PlaceOptions): Promise<PlaceFacts[]> {
  const containers = options.resources.kind === 'known' ? options.resources.value.containers : [];
  const named = containers.flatMap(({ project, workingDirectory }) =>
    (isOurName(project) || isPythonProject(project)) && workingDirectory !== undefined ? [workingDirectory] : [],
  );
  const claiming = options.claims.flatMap(({ directory }) => directory ?? []);
  const first = [...new Set([...options.instances.map(({ path }) => path), ...named, ...claiming])];
  const places = await Promise.all(
    first.map(async (path) => {
      const instance = options.instances.find((one) => one.path === path);
      if (instance === undefined) return await gatherPlace(context, path);
      const place = await gatherRegistered(context, instance);
      if (place.realPath !== undefined) return place;
      const movedTo = await whereMoved(context, instance);
      const hasLink = await isThere(path).catch(() => false);
      return { ...place, movedTo, linkAside: hasLink ? await asideName(path, 'link') : undefined };
    }),
  );
  const here = await gatherPlace(context, options.directory);
  const repositories = new Set(
    [...places, here].flatMap(({ git }) =>
      git.kind === 'known' && git.value.kind !== 'none' ? [git.value.commonDirectory] : [],
    ),
  );
  const worktrees = await Promise.all([...repositories].map(async (one) => await worktreesOf(context, one)));
  const locks = new Map(worktrees.flat().map(({ path, lockReason }) => [path, lockReason]));
  const further = [...locks.keys()].filter((path) => !first.includes(path));
  const all = [...places, ...(await Promise.all(further.map(async (path) => await gatherPlace(context, path))))];
  return all.map((place) => withLock(place, locks.get(place.path)));
}

function withLock(place: PlaceFacts, lockReason: string | undefined): PlaceFacts {
  return lockReason === undefined ? place : { ...place, lockReason };
}

/** Looks at an instance's registered directory. */
export async function gatherRegistered(context: Context, instance: Instance): Promise<PlaceFacts> {
  const found = await gatherPlace(context, instance.path);
  if (found.realPath === undefined) return found;
  const [otherHome, usable, forbidden, absent] = await Promise.all([
    registeredElsewhere(found),
    answer(assertUsableEnvFile(context, instance)),
    forbiddenDirectory(instance.path),
    instance.record.isWorktree ? absentRepository(instance.path).catch(() => undefined) : undefined,
  ]);
  const unusable = usable.kind === 'failed' ? usable.failure : undefined;
  const place = { ...found, otherHome, unusable, forbidden, absentRepository: absent };
  if (!instance.record.isWorktree || place.git.kind === 'failed') return place;
  return {
    ...place,
    repository: await answer(lookAtCheckout(context, instance, place.git.value).then(({ repository }) => repository)),
  };
}

/** The other home that its file names, where that has the directory registered; also where nobody lets us look into its registry. */
async function registeredElsewhere({ path, home, marker }: PlaceFacts): Promise<string | undefined> {
  const shared = marker.kind === 'known' ? marker.value?.[SHARED_VARIABLE] : undefined;
  if (home !== 'another' || shared === undefined) return undefined;
  const other = dirname(shared);
  const text = await readFile(join(other, 'sandbox', 'instances.json'), 'utf8').catch((error: unknown) =>
    hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') ? '' : undefined,
  );
  return text === undefined || text.includes(JSON.stringify(path)) ? other : undefined;
}

/** Looks at a directory that may be an instance's. */
async function gatherPlace(context: Context, path: string): Promise<PlaceFacts> {
  const realPath = await realpath(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    // It is there, and git says why nobody can look into it.
    return path;
  });
  if (realPath === undefined) {
    return {
      path,
      realPath,
      git: { kind: 'known', value: { kind: 'none' } },
      marker: { kind: 'known', value: undefined },
    };
  }
  const [git, marker, identity] = await Promise.all([
    answer(gitFacts(path, context)),
    answer(readEnvFile(path)),
    directoryIdentity(path).catch(() => undefined),
  ]);
  const found = { path, realPath, identity, git, marker };
  if (marker.kind === 'failed') return found;
  const isMarked = marker.value !== undefined;
  const aside = isMarked ? undefined : await readEnvFileAside(path);
  const freeName = isMarked ? await asideName(join(path, ENV_FILE), 'before') : undefined;
  return { ...found, aside, freeName, home: await markerHome(context.home, marker.value ?? aside) };
}

/** All worktrees of a repository, the main one too; none where git does not say. */
async function worktreesOf(context: Context, commonDirectory: string): Promise<Worktree[]> {
  const listed = await listWorktrees(commonDirectory, context).catch((error: unknown) => {
    if (hasCode(error, 'GIT_FAILED')) return [];
    throw error;
  });
  return listed.filter(({ bare }) => !bare);
}
