import { readFile } from 'node:fs/promises';
import { detectSystem, type System } from './system.ts';

/** Which system this is. */
export async function readSystem(): Promise<System> {
  const read = async (file: string): Promise<string | undefined> => await readFile(file, 'utf8').catch(() => undefined);
  const [osRelease, procVersion] = await Promise.all([read('/etc/os-release'), read('/proc/version')]);
  return detectSystem({ platform: process.platform, osRelease, procVersion });
}
