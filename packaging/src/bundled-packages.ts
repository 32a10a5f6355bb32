import { join } from 'node:path';

/** A package of somebody else's, of which something is in a bundle. */
export interface BundledPackage {
  readonly name: string;
  /** Where it is installed. */
  readonly directory: string;
}

/** What esbuild says of a build (`metafile`): for each file that it wrote, how many bytes came from which source. */
export interface BundleContents {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

const INSTALLED = /^(.*node_modules\/)((?:@[^/]+\/)?[^/]+)\//;

/**
 * The packages of which at least one byte is in the bundle, sorted by name; those that were only looked at are not
 * among them.
 *
 * @param root what the paths in `outputs` are relative to
 */
export function bundledPackages({ outputs }: BundleContents, root: string): BundledPackage[] {
  const found = new Map<string, string>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const [, modules, name] = INSTALLED.exec(path) ?? [];
      if (modules === undefined || name === undefined || bytesInOutput === 0) continue;
      found.set(join(root, modules, name), name);
    }
  }
  return Array.from(found, ([directory, name]) => ({ name, directory })).toSorted(
    (a, b) => a.name.localeCompare(b.name) || a.directory.localeCompare(b.directory),
  );
}
