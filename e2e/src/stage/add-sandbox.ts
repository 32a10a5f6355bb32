import { join } from 'node:path';
import { homeOf, LOCAL_PROD_ID, LOCAL_PROD_SLOT, SANDBOX_SLOTS } from '@ktrdr/instance';
import { openRegistry } from '@ktrdr/registry';
import { git } from './git.ts';

export interface SandboxOptions {
  /** The main worktree that it becomes a worktree of. */
  readonly clone: string;
  readonly slug: string;
  /** `KTRDR_HOME`. */
  readonly home: string;
}

/** A registered sandbox in a linked worktree beside the clone, locked as ours, by its path. */
export async function addSandbox({ clone, slug, home }: SandboxOptions): Promise<string> {
  const instanceId = `ktrdr--${slug}`;
  const path = join(clone, '..', instanceId);
  await git(clone, 'worktree', 'add', '-q', '--lock', '--reason', `ktrdr sandbox ${instanceId}`, path, '-b', slug);
  const registry = openRegistry({
    file: homeOf({ KTRDR_HOME: home }).registry,
    localProdId: LOCAL_PROD_ID,
    localProdSlot: LOCAL_PROD_SLOT,
    slots: SANDBOX_SLOTS,
    command: 'end-to-end tests',
  });
  await registry.claim({
    instanceId,
    path,
    createdAt: new Date().toISOString(),
    isWorktree: true,
    parentRepo: clone,
  });
  return path;
}
