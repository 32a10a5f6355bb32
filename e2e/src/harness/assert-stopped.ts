import type { Docker } from '@ktrdr/compose-runner';

/**
 * A small stack is down.
 *
 * @throws Error unless its containers and networks are gone, and its volume is what is expected
 */
export async function assertStopped(docker: Docker, project: string, volumes: 'kept' | 'removed'): Promise<void> {
  const parts = await docker.parts(project);
  const left = [...parts.containers, ...parts.networks].map(({ name }) => name);
  if (left.length > 0) throw new Error(`on the Engine: ${left.join(', ')}`);
  const found = parts.volumes.map(({ name }) => name).join(' ');
  if (found !== (volumes === 'kept' ? `${project}_data` : '')) throw new Error(`its volumes: ${found}`);
}
