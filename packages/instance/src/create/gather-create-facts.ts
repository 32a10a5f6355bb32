import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Context } from '../context.ts';
import { listWorktrees } from '../git/list-worktrees.ts';
import type { Checkout } from '../init/assert-checkout.ts';
import { instanceOf } from '../instance.ts';
import { isThere } from '../stats-at.ts';
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
  return {
    id,
    directory,
    git: checkout,
    worktrees: listed,
    registered: record && { instance: instanceOf(record), present: await isThere(record.path) },
    occupied: await isThere(join(dirname(mainWorktree(checkout, listed)), id)),
    parts,
    keepVolumes,
  };
}
