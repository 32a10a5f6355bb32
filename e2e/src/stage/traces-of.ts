import type { Docker } from '@ktrdr/compose-runner';

/** Everything on the Engine that carries a project's label, by name. */
export async function tracesOf(docker: Docker, project: string): Promise<string[]> {
  const [containers, volumes, networks] = await Promise.all([
    docker.containers(project),
    docker.volumes(project),
    docker.networks(project),
  ]);
  return [...containers, ...volumes, ...networks].map(({ name }) => name);
}
