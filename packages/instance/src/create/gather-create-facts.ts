import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Context } from '../core/context.ts';
import { listWork } from '../git/list-work.ts';
import { isWholeAdministration } from '../git/is-whole-administration.ts';
import { adminDirectoryOf, listWorktrees, worktreeAt } from '../git/list-worktrees.ts';
import { beingCreated } from '../git/sandbox-lock-reason.ts';
import { movedBeside } from '../git/moved-beside.ts';
import { workKeptByGit } from '../git/work-at-risk.ts';
import type { Checkout } from '../checkout/assert-checkout.ts';
import { instanceOf } from '../core/instance.ts';
import { whereMoved } from '../checkout/where-moved.ts';
import { isThere } from '../core/stats-at.ts';
import { mainWorktree } from '../git/main-worktree.ts';
import type { CreateFacts, GoneWorktree } from './plan-create.ts';

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
  const [worktrees, record, parts] = await Promise.all([
    listWorktrees(checkout.commonDirectory, context),
    context.registry.get(id),
    context.docker.parts(id),
  ]);
  const listed = await Promise.all(
    worktrees.map(async ({ path, bare, branch: checkedOut }) => ({
      path: await realpath(path).catch(() => path),
      bare,
      branch: checkedOut,
    })),
  );
  const path = join(dirname(mainWorktree(checkout, listed)), id);
  const instance = record && instanceOf(record);
  const occupied = await isThere(path);
  return {
    id,
    directory,
    git: checkout,
    worktrees: listed,
    registered: instance && {
      instance,
      present: await isThere(instance.path),
      movedTo: await whereMoved(context, instance),
    },
    occupied,
    // What creates of this registry have left there is settled by now.
    madeElsewhere: occupied && (await isMadeElsewhere(path, checkout.commonDirectory)),
    gone: occupied ? undefined : await goneWorktree(context, path, checkout.commonDirectory),
    parts,
    keepVolumes,
  };
}

async function isMadeElsewhere(path: string, commonDirectory: string): Promise<boolean> {
  return beingCreated((await worktreeAt(commonDirectory, path, undefined))?.lockReason) !== undefined;
}

async function goneWorktree(
  context: Context,
  path: string,
  commonDirectory: string,
): Promise<GoneWorktree | undefined> {
  const adminDirectory = await adminDirectoryOf(commonDirectory, path);
  if (adminDirectory === undefined) return undefined;
  const isWhole = await isWholeAdministration(adminDirectory);
  const work = isWhole ? await workKeptByGit({ path, adminDirectory }, context) : [];
  return {
    locked: await isThere(join(adminDirectory, 'locked')),
    movedTo: await movedBeside(path, adminDirectory),
    work: listWork(work),
  };
}
