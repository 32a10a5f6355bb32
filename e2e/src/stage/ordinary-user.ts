import { stat } from 'node:fs/promises';
import { getuid } from 'node:process';
import type { Docker } from '@ktrdr/compose-runner';
import { execa } from 'execa';
import type { User } from '../run-ktrdr.ts';

const UID = 1000;

/**
 * Somebody who is not root and may speak to the Engine: undefined when that is who runs the tests, otherwise user 1000 in the
 * group that the Engine's socket belongs to.
 */
export async function ordinaryUser(docker: Docker): Promise<User | undefined> {
  if (getuid?.() !== 0) return undefined;
  const format = '{{.Endpoints.docker.Host}}';
  const endpoint =
    process.env['DOCKER_HOST'] ?? (await docker.command(['context', 'inspect', '--format', format])).stdout;
  const [, socket] = /^unix:\/\/(.+)$/.exec(endpoint.trim()) ?? [];
  return { uid: UID, gid: socket === undefined ? UID : (await stat(socket)).gid };
}

/** Makes a directory and all in it this user's. */
export async function giveTo(user: User | undefined, directory: string): Promise<void> {
  if (user !== undefined) await execa('chown', ['-R', '-h', `${user.uid}:${user.gid}`, directory]);
}
