import { fstatSync, statSync } from 'node:fs';
import { hasCode } from '@ktrdr/errors';

/** Whether an open file is still the one at its path: it may have been removed, and another one made there. */
export function isFileAt(file: string, descriptor: number): boolean {
  try {
    const [here, held] = [statSync(file), fstatSync(descriptor)];
    return here.ino === held.ino && here.dev === held.dev;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
