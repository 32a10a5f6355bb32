import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What of the home's directories with one file for each instance is this instance's, by path; without locks, which stay. */
export async function recordsOf(home: string, id: string): Promise<string[]> {
  const place = join(home, 'sandbox');
  const found = await readdir(place, { withFileTypes: true }).catch(() => []);
  const directories = found.filter((entry) => entry.isDirectory()).map(({ name }) => join(place, name));
  const files = await Promise.all(
    directories.map(async (directory) => (await readdir(directory)).map((name) => join(directory, name))),
  );
  return files.flat().filter((file) => new RegExp(`/${id}(?:\\.|$)`).test(file) && !file.endsWith('.lock'));
}
