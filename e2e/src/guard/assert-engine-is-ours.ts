import { createDocker } from '@ktrdr/compose-runner';
import { CodedError } from '@ktrdr/errors';
import { foreignProjects, type ProjectTrace } from './foreign-projects.ts';
import { instancesOf, ownHomes } from './own-instances.ts';

/**
 * Refuses to start anything on an Engine that holds somebody's real environment.
 *
 * @throws CodedError `FOREIGN_INSTANCE`, naming what is there
 */
export async function assertEngineIsOurs(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const docker = createDocker({ env });
  const [containers, volumes, networks, homes] = await Promise.all([
    docker.containers(),
    docker.volumes(),
    docker.networks(),
    ownHomes(),
  ]);
  const traces: ProjectTrace[] = [
    ...containers.map(({ name, project, workingDirectory }) => ({
      kind: 'container' as const,
      name,
      project,
      directory: workingDirectory,
    })),
    ...volumes.map(({ name, project }) => ({ kind: 'volume' as const, name, project })),
    ...networks.map(({ name, project }) => ({ kind: 'network' as const, name, project })),
  ];
  const foreign = foreignProjects(traces, (await Promise.all(homes.map(instancesOf))).flat());
  if (foreign.length === 0) return;
  throw new CodedError<'FOREIGN_INSTANCE'>(
    'This Docker Engine holds a KTRDR instance that belongs to neither the demo nor the tests',
    {
      code: 'FOREIGN_INSTANCE',
      hint: 'Nothing was started or changed. Use another Engine (DOCKER_HOST or DOCKER_CONTEXT), or take that instance down yourself first.',
      detail: foreign
        .map(
          ({ kind, name, project, directory }) =>
            `${kind} ${name} of project ${project}${directory === undefined ? '' : ` (${directory})`}`,
        )
        .join('\n'),
    },
  );
}
