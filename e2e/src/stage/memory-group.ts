import { access, mkdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** A group of processes that may use so much memory together. */
export interface MemoryGroup {
  /** As Compose wants it. */
  readonly parent: string;
  remove(): Promise<void>;
}

/**
 * Makes a control group of limited memory for containers, which need no limit of their own then. Undefined where this user may not, and where another program
 * than Docker has the groups.
 *
 * @param bytes that they may use together
 */
export async function makeMemoryGroup(name: string, bytes: number): Promise<MemoryGroup | undefined> {
  const { stdout } = await execa('docker', ['info', '--format', '{{.CgroupDriver}} {{.CgroupVersion}}']);
  const [driver, version] = stdout.split(' ');
  const directory = join('/sys/fs/cgroup', version === '1' ? 'memory' : '', name);
  const limit = join(directory, version === '1' ? 'memory.limit_in_bytes' : 'memory.max');
  if (driver !== 'cgroupfs') return undefined;
  try {
    await mkdir(directory, { recursive: true });
    await access(limit);
    await writeFile(limit, String(bytes));
  } catch {
    return undefined;
  }
  return { parent: `/${name}`, remove: async () => await rmdir(directory) };
}
