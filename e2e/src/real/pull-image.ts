import { execa } from 'execa';
import { hasImage } from '../images/has-image.ts';

/** What our own images under others' names carry, so that a later run does not take them for the real ones. */
export const STAND_IN_LABEL = 'ktrdr.test.stand-in';

const TIMEOUT_MS = 600_000;

/** Whether the real image of that name is here, or can be pulled. */
export async function pullImage(name: string): Promise<boolean> {
  if ((await hasImage(name)) && !(await isStandIn(name))) return true;
  return !(await execa('docker', ['pull', '--quiet', name], { reject: false, timeout: TIMEOUT_MS })).failed;
}

async function isStandIn(name: string): Promise<boolean> {
  const format = `{{index .Config.Labels "${STAND_IN_LABEL}"}}`;
  const { stdout } = await execa('docker', ['image', 'inspect', '--format', format, name]);
  return stdout.trim() !== '';
}
