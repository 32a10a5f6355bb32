import { readFile } from 'node:fs/promises';
import { unpack } from '@publint/pack';

/** What a packed package holds: the text of each file, by its path in the package. */
export type Tarball = ReadonlyMap<string, string>;

export async function readTarball(path: string): Promise<Tarball> {
  const { files, rootDir } = await unpack(await readFile(path));
  const decoder = new TextDecoder();
  return new Map(files.map(({ name, data }) => [name.slice(rootDir.length + 1), decoder.decode(data)]));
}
