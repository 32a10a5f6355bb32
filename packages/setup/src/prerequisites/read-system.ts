import { readFile } from 'node:fs/promises';
import { detectSystem, type System } from './system.ts';

/** Which system this is. */
export async function readSystem(): Promise<System> {
  const [osRelease, procVersion] = await Promise.all([textOf('/etc/os-release'), textOf('/proc/version')]);
  return detectSystem({ platform: process.platform, osRelease, procVersion });
}

async function textOf(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch(() => undefined);
}
