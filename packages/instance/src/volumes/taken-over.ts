import type { ProjectParts, ProjectVolume } from '@ktrdr/compose-runner';
import { CodedError } from '@ktrdr/errors';
import { isMadeWith } from './made-with.ts';
import type { OwnVolume } from './whose-volumes.ts';

/** These volumes, as ones that were there before the instance which uses them from now on. */
export function takeOver(volumes: readonly ProjectVolume[]): OwnVolume[] {
  return volumes.map((volume) => ({ ...volume, takenOver: true }));
}

/**
 * Of the volumes of a project, those that an instance takes over which is registered now: all, and those without a name that were made with the
 * containers of its directory. Another registry's instance may have made them there, whether its containers are still there or not.
 *
 * @param parts its containers must be known to be of that directory
 */
export function takenOverAtFirst({
  containers,
  volumes,
  anonymousVolumes,
}: Pick<ProjectParts, 'containers' | 'volumes' | 'anonymousVolumes'>): OwnVolume[] {
  return takeOver([...volumes, ...anonymousVolumes.filter((volume) => isMadeWith(volume, containers))]);
}

/** The names of those of an instance's volumes that it has taken over. */
export function takenOverNames(own: readonly OwnVolume[]): string[] {
  return own.flatMap(({ name, takenOver }) => (takenOver === true ? [name] : []));
}

/**
 * Refuses to remove volumes that an instance has taken over, where nobody has seen that they go.
 *
 * @param ways what can be done, a sentence with a command each
 * @throws CodedError `TAKEN_OVER_VOLUMES`
 */
export function assertNoneTakenOver(id: string, own: readonly OwnVolume[], ways: readonly string[]): void {
  const names = takenOverNames(own);
  if (names.length === 0) return;
  throw new CodedError(`${id} has taken over volumes that existed before it: ${names.join(', ')}`, {
    code: 'TAKEN_OVER_VOLUMES',
    hint: [
      `Nothing was changed. Another ${id} (of another registry, another user, or an earlier one) created them and may need their data.`,
      ...ways,
    ].join('\n'),
  });
}
