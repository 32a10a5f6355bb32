import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the `docker` command keeps its configuration; undefined where that cannot be told. */
export function configDirectory(env: Variables): string | undefined {
  return env['DOCKER_CONFIG'] || (env['HOME'] && join(env['HOME'], '.docker')) || undefined;
}

/**
 * The context that the `docker` command uses where no address is given: `default`, or what `DOCKER_CONTEXT` or its
 * configuration name. Undefined where that cannot be told.
 * Source: https://docs.docker.com/reference/cli/docker/#environment-variables and `docker context use`
 */
export async function currentContext(env: Variables): Promise<string | undefined> {
  if (env['DOCKER_CONTEXT']) return env['DOCKER_CONTEXT'];
  const directory = configDirectory(env);
  if (directory === undefined) return undefined;
  try {
    const config: unknown = JSON.parse(await readFile(join(directory, 'config.json'), 'utf8'));
    const current = config instanceof Object && 'currentContext' in config ? config.currentContext : undefined;
    if (current === undefined || current === '') return 'default';
    return typeof current === 'string' ? current : undefined;
  } catch (error) {
    return hasCode(error, 'ENOENT') ? 'default' : undefined;
  }
}
