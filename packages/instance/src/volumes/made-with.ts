import { isAnonymous, type ProjectContainer, type ProjectVolume } from '@ktrdr/compose-runner';

/** Compose makes the volumes of a project, and then its containers. */
const BEFORE_MS = 5000;

/**
 * Whether a volume was made for one of these containers, which mounts it: a named one at most moments before it, and a nameless one, which the Engine makes
 * in making the container, not before it. Whatever is older was there already: Compose hands on what an earlier container of the service had, and uses what
 * has the right name, whoever made it.
 */
export function isMadeWith(
  { name, createdAt }: ProjectVolume,
  containers: readonly Pick<ProjectContainer, 'volumes' | 'createdAt'>[],
): boolean {
  // Both are told by the Engine's clock, to the second.
  const made = Date.parse(createdAt) + (isAnonymous(name) ? 0 : BEFORE_MS);
  return containers.some((container) => container.volumes.includes(name) && made >= container.createdAt);
}
