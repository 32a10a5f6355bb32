import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readsSpacedHereDocuments } from '../images/here-document.ts';
import { git } from '../stage/git.ts';

/** The start of a here-document with a blank after its `<<`. */
const SPACED = /<< +(?=['"\w])/g;

/**
 * Where this Engine cannot read Dockerfiles of a checkout, writes their here-documents without the blank, in a commit of its own on
 * the origin's `main`.
 *
 * @returns the files that were changed
 */
export async function adaptDockerfiles(checkout: string, dockerfiles: readonly string[]): Promise<string[]> {
  if (await readsSpacedHereDocuments()) return [];
  const changed: string[] = [];
  for (const name of dockerfiles) {
    const text = await readFile(join(checkout, name), 'utf8');
    const adapted = text.replaceAll(SPACED, (mark) => mark.trimEnd());
    if (adapted === text) continue;
    await writeFile(join(checkout, name), adapted);
    changed.push(name);
  }
  if (changed.length === 0) return [];
  await git(checkout, 'commit', '--quiet', '--all', '--message', 'Here-documents as this Engine reads them');
  await git(checkout, 'push', '--quiet', 'origin', 'HEAD:main');
  return changed;
}
