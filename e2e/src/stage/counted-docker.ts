import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';

/** The real `docker`, with a note of every time that it is run. */
export interface CountedDocker {
  /** The variables that put it in place. */
  readonly env: Readonly<Record<string, string>>;
  /** The arguments of every run so far. */
  calls(): Promise<string[]>;
}

/** @param directory where the program and its notes are kept; a plain path */
export async function countedDocker(directory: string): Promise<CountedDocker> {
  const notes = join(directory, 'calls');
  const { stdout: docker } = await execa('sh', ['-c', 'command -v docker']);
  await mkdir(directory, { recursive: true });
  const program = `#!/bin/sh\nprintf '%s\\n' "$*" >>'${notes}'\nexec '${docker}' "$@"\n`;
  await writeFile(join(directory, 'docker'), program, { mode: 0o755 });
  return {
    env: { PATH: `${directory}${delimiter}${process.env['PATH'] ?? ''}` },
    calls: async () => (await readFile(notes, 'utf8').catch(() => '')).split('\n').filter((line) => line !== ''),
  };
}
