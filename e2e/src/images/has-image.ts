import { execa } from 'execa';

/** Whether the Engine has an image of that name. */
export async function hasImage(reference: string): Promise<boolean> {
  return !(await execa('docker', ['image', 'inspect', reference], { reject: false })).failed;
}
