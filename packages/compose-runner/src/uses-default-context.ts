import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';

/**
 * Whether the `docker` command speaks to its default context, which is a local socket: neither the environment nor its
 * configuration names another. Not when that cannot be told. To know it saves a process, which takes longer than many answers.
 * Source: https://docs.docker.com/reference/cli/docker/#environment-variables and `docker context use`
 */
export async function usesDefaultContext(env: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  if (env['DOCKER_HOST'] || env['DOCKER_CONTEXT']) return false;
  const directory = env['DOCKER_CONFIG'] || (env['HOME'] && join(env['HOME'], '.docker'));
  if (!directory) return false;
  try {
    const config: unknown = JSON.parse(await readFile(join(directory, 'config.json'), 'utf8'));
    const current = config instanceof Object && 'currentContext' in config ? config.currentContext : '';
    return current === '' || current === 'default';
  } catch (error) {
    return hasCode(error, 'ENOENT');
  }
}
