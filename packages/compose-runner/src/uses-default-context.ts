import { currentContext } from '@ktrdr/engine';

/**
 * Whether the `docker` command speaks to its default context, which is a local socket: neither the environment nor its
 * configuration names another. Not when that cannot be told. To know it saves a process, which takes longer than many answers.
 */
export async function usesDefaultContext(env: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  return !env['DOCKER_HOST'] && (await currentContext(env)) === 'default';
}
