import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import type { Context } from '../context.ts';
import { askGit } from '../git/run-git.ts';
import { parseWorktreeList } from '../git/worktree-list.ts';
import type { Checkout } from '../init/assert-checkout.ts';
import { instanceOf } from '../instance.ts';
import { type CreateFacts, mainWorktree } from './plan-create.ts';

export interface CreateRequest {
  readonly id: string;
  readonly directory: string;
  readonly keepVolumes: boolean;
}

/** Asks git, the registry, the disk and the Engine what a create has to know, but for the branch. */
export async function gatherCreateFacts(
  context: Context,
  { id, directory, keepVolumes }: CreateRequest,
  checkout: Checkout,
): Promise<CreateFacts> {
  const here = checkout.topLevel;
  const [worktrees, record, containers, volumes] = await Promise.all([
    askGit(context, here, { doing: 'list the worktrees', args: ['worktree', 'list', '--porcelain'] }),
    context.registry.get(id),
    context.docker.containers(id),
    context.docker.volumes(id),
  ]);
  const listed = await Promise.all(
    parseWorktreeList(worktrees).map(async ({ path, bare, branch: checkedOut }) => ({
      path: await realpath(path).catch(() => path),
      bare,
      branch: checkedOut,
    })),
  );
  return {
    id,
    directory,
    git: checkout,
    worktrees: listed,
    registered: record && { instance: instanceOf(record), present: await isThere(record.path) },
    occupied: await isThere(join(dirname(mainWorktree(checkout, listed)), id)),
    containers,
    volumes: volumes.map((volume) => volume.name),
    keepVolumes,
  };
}

/** Whether anything is at a path, be it a link that leads nowhere. */
async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return false;
    throw error;
  }
}
