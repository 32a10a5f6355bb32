import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isCodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { readEnvFile } from '../env-file/env-file.ts';
import { gitFacts } from '../git/git-facts.ts';
import { adminDirectoryOf, listWorktrees } from '../git/list-worktrees.ts';
import { movedBeside } from '../git/moved-beside.ts';
import { isSandboxLock } from '../git/sandbox-lock-reason.ts';
import type { Instance } from '../core/instance.ts';
import { isMissing } from '../core/stats-at.ts';
import { isMarkerOf } from './is-marker-of.ts';

/**
 * Where the directory of an instance is whose registered place is empty: beside it, under another name, or where git has moved it. For advice
 * alone: undefined also where that cannot be found out.
 */
export async function whereMoved(context: Context, instance: Instance): Promise<string | undefined> {
  if (!(await isMissing(instance.path))) return undefined;
  return (await byMarker(instance)) ?? (await byGit(context, instance).catch(unlessCoded));
}

async function byMarker(instance: Instance): Promise<string | undefined> {
  const place = dirname(instance.path);
  for (const name of await readdir(place).catch(() => [])) {
    const marker = await readEnvFile(join(place, name)).catch(unlessCoded);
    if (isMarkerOf(instance, marker)) return join(place, name);
  }
  return undefined;
}

async function byGit(context: Context, { id, path, record }: Instance): Promise<string | undefined> {
  const repository = record.parentRepo === null ? undefined : await gitFacts(record.parentRepo, context);
  if (repository === undefined || repository.kind === 'none') return undefined;
  const { commonDirectory } = repository;
  const worktrees = await listWorktrees(commonDirectory, context);
  const moved = worktrees.find((worktree) => worktree.path !== path && isSandboxLock(worktree.lockReason, id));
  if (moved !== undefined) return moved.path;
  const adminDirectory = await adminDirectoryOf(commonDirectory, path);
  return adminDirectory === undefined ? undefined : await movedBeside(path, adminDirectory);
}

function unlessCoded(error: unknown): undefined {
  if (!isCodedError(error)) throw error;
  return undefined;
}
