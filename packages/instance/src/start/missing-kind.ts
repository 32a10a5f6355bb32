import { isWithin } from '../core/is-within.ts';
import type { EntryKind } from '../git/kinds-by-git.ts';
import type { BindMount } from './check-config.ts';

/** What shows whether a file or a directory is meant by a mount whose source is not there. */
export interface MissingKindFacts {
  /** All that services mount, in which one of them may show what another is. */
  readonly mounts: readonly BindMount[];
  /** What git knows of sources. */
  readonly byGit: ReadonlyMap<string, EntryKind>;
  /** Places in which there are directories alone: shared data, and what the variables of directories name. */
  readonly directories: readonly string[];
}

/** Whether a file or a directory is meant; undefined where nothing shows it. Names show nothing. */
export function missingKind({ source, target, service }: BindMount, facts: MissingKindFacts): EntryKind | undefined {
  const same = facts.mounts.filter((mount) => mount.source === source);
  if (same.some(({ isRun, isFile }) => isRun === true || isFile === true)) return 'file';
  const byGit = facts.byGit.get(source);
  if (byGit !== undefined) return byGit;
  const isAround = facts.mounts.some(
    (mount) => isBelow(mount.source, source) || (mount.service === service && isBelow(mount.target, target)),
  );
  return isAround || facts.directories.some((directory) => isWithin(source, directory)) ? 'directory' : undefined;
}

function isBelow(path: string, directory: string): boolean {
  return path !== directory && isWithin(path, directory);
}
