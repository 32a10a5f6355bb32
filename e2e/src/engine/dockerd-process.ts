import { readFile } from 'node:fs/promises';

/** Whether this process lives and is a dockerd (numbers are used again, and files about them outlive the process). */
export async function isDockerd(pid: number): Promise<boolean> {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  return name.trim() === 'dockerd';
}

/** The process number in a file, if there is one. */
export async function readPid(file: string): Promise<number | undefined> {
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}
