import type { ProjectParts } from '@ktrdr/compose-runner';

/**
 * The names of volumes that an instance of this id would find and use as its own: those of its Compose project, and those without a project that
 * are called as Compose calls the project's. Not what its containers mount beside them, which is shared with others.
 */
export function inheritedVolumes(
  id: string,
  { volumes, otherVolumes }: Pick<ProjectParts, 'volumes' | 'otherVolumes'>,
): string[] {
  const unlabelled = otherVolumes.filter(({ name, project }) => project === '' && name.startsWith(`${id}_`));
  return [...volumes, ...unlabelled].map(({ name }) => name);
}
