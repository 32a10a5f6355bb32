import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

const CONTEXT = 'tests';

/**
 * Makes `.docker` in somebody's home lead to the Engine of the tests as it does for most people: without a variable. Where
 * ours is chosen by DOCKER_HOST, theirs is the current context.
 *
 * @returns the variables of ours that must not reach them
 */
export async function settleDocker(home: string): Promise<readonly string[]> {
  const { DOCKER_HOST, DOCKER_CONFIG } = process.env;
  const ours = DOCKER_CONFIG ?? join(homedir(), '.docker');
  const theirs = join(home, '.docker');
  if (DOCKER_HOST === undefined) {
    await symlink(ours, theirs);
  } else {
    await mkdir(theirs, { recursive: true });
    const plugins = join(ours, 'cli-plugins');
    if (existsSync(plugins)) await symlink(plugins, join(theirs, 'cli-plugins'));
    const docker = async (...args: string[]) =>
      await execa('docker', ['--config', theirs, 'context', ...args], { env: { DOCKER_HOST: undefined } });
    await docker('create', CONTEXT, '--docker', `host=${DOCKER_HOST}`);
    await docker('use', CONTEXT);
  }
  return ['DOCKER_CONFIG', 'DOCKER_HOST'];
}
