import { execa } from 'execa';
import { inspectImage } from './inspect-image.ts';

const TIMEOUT_MS = 600_000;

/** Whether the real image of that name is here, or can be pulled. */
export async function pullImage(name: string): Promise<boolean> {
  const image = await inspectImage(name);
  if (image !== undefined && !image.standIn) return true;
  return !(await execa('docker', ['pull', '--quiet', name], { reject: false, timeout: TIMEOUT_MS })).failed;
}
