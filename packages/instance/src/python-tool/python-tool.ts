import { isClaimOf, type SlotClaim } from '@ktrdr/registry';

// What the later Python tool (`kinfra`) leaves, as its own source has it: worktrees `ktrdr-impl-<feature>-<milestone>` with an
// `.env.sandbox` whose INSTANCE_ID is that name and whose project is `slot-<n>`; worktrees `ktrdr-spec-<feature>` without one; and
// in the registry (version 2) a pool of slots, each claimed by the path of a worktree.

const PROJECT = /^slot-(\d{1,2})$/;

/** The Compose project under which the Python tool runs a slot. */
export function pythonProject(slot: number): string {
  return `slot-${slot}`;
}

/** Whether a Compose project is called as those of the Python tool. */
export function isPythonProject(name: string): boolean {
  return PROJECT.test(name);
}

/** The slot of the Python tool that an `.env.sandbox` speaks of; undefined for a file that is not that tool's. */
export function pythonSlot(marker: Readonly<Record<string, string>> | undefined): number | undefined {
  const slot = PROJECT.exec(marker?.['COMPOSE_PROJECT_NAME'] ?? '')?.[1];
  return slot === undefined ? undefined : Number(slot);
}

/**
 * The slots of the Python tool that a directory has, the one to keep first: those that the registry gives it, and the one that its
 * `.env.sandbox` speaks of. That file is easily lost (`git clean`), and the claim stays.
 */
export function pythonSlots(
  marker: Readonly<Record<string, string>> | undefined,
  { claims, path }: { readonly claims: readonly SlotClaim[]; readonly path: string },
): number[] {
  const claimed = claims.filter((claim) => isClaimOf(claim, path)).map(({ slot }) => slot);
  return [...new Set([...claimed, pythonSlot(marker) ?? []].flat())];
}

/** Whether a directory is called as the Python tool calls its worktrees. */
export function isPythonWorktree(name: string): boolean {
  return /^ktrdr-(?:impl|spec)-./.test(name);
}
