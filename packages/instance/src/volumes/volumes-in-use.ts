import type { ProjectContainer, ProjectVolume, VolumeUser } from '@ktrdr/compose-runner';
import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';

/** Volumes that are to go, and the containers that go with them. */
export interface GoingVolumes {
  readonly volumes: readonly Pick<ProjectVolume, 'name'>[];
  readonly containers: readonly Pick<ProjectContainer, 'id'>[];
}

/**
 * Refuses to remove volumes that containers have mounted which do not go with them: the Engine would remove all but those, when the containers are gone.
 *
 * @param ways what can be done besides removing those containers, a sentence with a command each
 * @throws CodedError `VOLUMES_IN_USE`, naming them
 */
export async function assertVolumesUnused(
  { docker }: Pick<Context, 'docker'>,
  id: string,
  { volumes, containers }: GoingVolumes,
  ways: readonly string[],
): Promise<void> {
  const going = new Set(containers.map((container) => container.id));
  const users = (await docker.volumeUsers(volumes.map(({ name }) => name))).filter((user) => !going.has(user.id));
  if (users.length > 0) throw volumesInUse(id, users, ways);
}

function volumesInUse(id: string, users: readonly VolumeUser[], ways: readonly string[]): CodedError {
  const used = users.map(({ volume, container, state }) => `${volume} (container ${container}, ${state})`);
  const names = [...new Set(users.map(({ container }) => container))];
  return new CodedError(`Other containers use volumes of ${id}: ${used.join(', ')}`, {
    code: 'VOLUMES_IN_USE',
    hint: [
      'Nothing was changed. The Engine removes no volume that a container has mounted, not even a stopped one, which may need its data.',
      ...ways,
      `If nobody needs ${names.length === 1 ? 'that container' : 'those containers'}, or what is in ${names.length === 1 ? 'it' : 'them'}: docker rm -f ${names.map(quoteArgument).join(' ')}`,
    ].join('\n'),
  });
}
