import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundledPackage } from './bundled-packages.ts';

/** A package with the texts that must go wherever its code goes. */
export interface Licence {
  readonly name: string;
  readonly version: string;
  /** As the package declares it: an SPDX expression. */
  readonly licence: string;
  readonly texts: readonly string[];
}

/** Reads what an installed package says of its licence. Throws if it says nothing: then it must not be bundled. */
export async function readLicence({ name, directory }: BundledPackage): Promise<Licence> {
  const manifest: unknown = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'));
  const version = fieldOf(manifest, 'version');
  const files = (await readdir(directory)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).toSorted();
  if (files.length === 0) throw new Error(`${name} ${version} is in the bundle and brings no licence text`);
  const texts = await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')));
  return { name, version, licence: fieldOf(manifest, 'license'), texts };
}

// The builds of all packages load this file, so it needs nothing that they do not have: no schema here.
function fieldOf(manifest: unknown, field: string): string {
  const value: unknown = typeof manifest === 'object' && manifest !== null && Reflect.get(manifest, field);
  if (typeof value === 'string') return value;
  throw new Error(`a manifest without ${field}: ${JSON.stringify(manifest)}`);
}
