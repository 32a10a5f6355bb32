import { spawnSync } from 'node:child_process';
import { accessSync, mkdirSync, rmdirSync } from 'node:fs';
import { mkdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@ktrdr/errors';

/** A group of processes that may use so much memory together. */
export interface MemoryGroup {
  /** As Compose wants it. */
  readonly parent: string;
  remove(): Promise<void>;
}

/** Why nobody can make such a group here; undefined where the tests can: this user may, and Docker has the groups, and no other program. */
export function memoryGroupsMissing(): string | undefined {
  const { driver, version } = controlGroups();
  if (driver !== 'cgroupfs') return `Docker leaves control groups to ${driver ?? 'nobody knows whom'}`;
  const directory = directoryOf('ktrdr-e2e-probe', version);
  try {
    mkdirSync(directory, { recursive: true });
    try {
      accessSync(join(directory, limitOf(version)));
    } finally {
      rmdirSync(directory);
    }
    return undefined;
  } catch (error) {
    return `control groups cannot be made: ${messageOf(error)}`;
  }
}

/**
 * Makes a control group of limited memory for containers, which need no limit of their own then.
 *
 * @param bytes that they may use together
 */
export async function makeMemoryGroup(name: string, bytes: number): Promise<MemoryGroup> {
  const { version } = controlGroups();
  const directory = directoryOf(name, version);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, limitOf(version)), String(bytes));
  return { parent: `/${name}`, remove: async () => await rmdir(directory) };
}

function controlGroups(): { readonly driver: string | undefined; readonly version: string | undefined } {
  const format = '{{.CgroupDriver}} {{.CgroupVersion}}';
  const { stdout } = spawnSync('docker', ['info', '--format', format], { encoding: 'utf8' });
  const [driver, version] = stdout.trim().split(' ');
  return { driver, version };
}

function directoryOf(name: string, version: string | undefined): string {
  return join('/sys/fs/cgroup', version === '1' ? 'memory' : '', name);
}

function limitOf(version: string | undefined): string {
  return version === '1' ? 'memory.limit_in_bytes' : 'memory.max';
}
