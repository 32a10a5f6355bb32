import { checkFiles } from './check-files.ts';
import { checkLicences } from './check-licences.ts';
import { checkManifest } from './check-manifest.ts';
import type { Tarball } from './read-tarball.ts';

/** What is wrong with a packed package by this repository's own rules; nothing, if the list is empty. */
export function checkTarball(tarball: Tarball): string[] {
  const { manifest, problems } = checkManifest(tarball.get('package.json') ?? '{}');
  const files = manifest === undefined ? [] : checkFiles([...tarball.keys()], manifest);
  return [...problems, ...files, ...checkLicences(tarball)];
}
