import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/**
 * The branch that is checked out in a directory, by git's own files (gitrepository-layout(5)) and without a git: its name; the
 * first characters of the commit where there is none; undefined when it cannot be told.
 */
export async function readBranch(directory: string): Promise<string | undefined> {
  const link = await textOf(join(directory, '.git'));
  const target = /^gitdir: (.+)$/m.exec(link ?? '')?.[1];
  const head = await textOf(join(target === undefined ? join(directory, '.git') : resolve(directory, target), 'HEAD'));
  const branch = /^ref: refs\/heads\/(.+)$/m.exec(head ?? '')?.[1];
  // What a repository with reftables has there instead (gitrepository-layout(5)).
  if (branch === '.invalid') return undefined;
  const commit = /^[0-9a-f]{40,}$/m.exec(head ?? '')?.[0];
  return branch ?? (commit === undefined ? undefined : `${commit.slice(0, 8)} (detached)`);
}

async function textOf(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch(() => undefined);
}
