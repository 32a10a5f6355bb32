import { readFile } from 'node:fs/promises';
import type { Context } from '@ktrdr/instance';
import { detectSystem, type System } from './system.ts';

/** Which system this is, and where its Engine is to be. */
export async function readSystem({ env }: Pick<Context, 'env'>): Promise<System> {
  const [osRelease, procVersion] = await Promise.all([textOf('/etc/os-release'), textOf('/proc/version')]);
  return detectSystem({
    platform: process.platform,
    osRelease,
    procVersion,
    dockerHost: env['DOCKER_HOST'] || undefined,
  });
}

async function textOf(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch(() => undefined);
}
