import { cp } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isOpenToAll, TESTS } from './places.ts';

/** A built program where every user may run it: the program itself, or a copy of what its package publishes. */
export async function openToAll(program: string): Promise<string> {
  const from = dirname(dirname(program));
  if (isOpenToAll(from)) return program;
  const to = join(TESTS, 'programs', basename(from));
  for (const part of ['bin', 'dist', 'package.json'])
    await cp(join(from, part), join(to, part), { recursive: true, force: true });
  return join(to, 'bin', basename(program));
}
