import { dirname } from 'node:path';

/** Whether `directory` is `ancestor` or lies below it. Both are real paths. */
export function isWithin(directory: string, ancestor: string): boolean {
  if (directory === ancestor) return true;
  const parent = dirname(directory);
  return parent !== directory && isWithin(parent, ancestor);
}
