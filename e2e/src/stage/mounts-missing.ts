import { spawnSync } from 'node:child_process';
import { getuid } from 'node:process';

/** Why the tests cannot mount anything; undefined where they can. */
export function mountsMissing(): string | undefined {
  if (getuid?.() !== 0) return 'only root mounts a disk';
  return spawnSync('unshare', ['--mount', 'true']).status === 0 ? undefined : 'in this container, root may not mount';
}
