import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { git } from '../stage/git.ts';

/** A here-document as shells take it and BuildKit of Engine 26.1 does not (28.5 does): `<< 'EOF'`, with a space. */
const SPACED = /<<-? +(?=['"\w])/g;
/** Nothing can run on it: an Engine that reads it fails later, and with other words. */
const PROBE = "FROM scratch\nRUN cat << 'EOF'\nprobe\nEOF\n";

/**
 * Where this Engine cannot read Dockerfiles of a checkout, writes their here-documents without the space, in a commit of its own on
 * the origin's `main`.
 *
 * @returns the files that were changed
 */
export async function adaptDockerfiles(checkout: string, dockerfiles: readonly string[]): Promise<string[]> {
  const probe = await execa('docker', ['build', '--quiet', '-'], { input: PROBE, reject: false });
  if (!/parse error/.test(probe.stderr)) return [];
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
