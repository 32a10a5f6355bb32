import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { cwd } from 'node:process';
import type { Plugin } from 'esbuild';
import { bundledPackages } from './bundled-packages.ts';
import { formatLicences } from './format-licences.ts';
import { readLicence } from './read-licence.ts';

/**
 * An esbuild plugin that writes the licences of all packages that are in the bundle. A package without a licence text
 * fails the build.
 *
 * @param file where to, relative to esbuild's working directory
 */
export function thirdPartyLicences(file: string): Plugin {
  return {
    name: 'third-party-licences',
    setup(build) {
      const { initialOptions } = build;
      initialOptions.metafile = true;
      build.onEnd(async ({ metafile }) => {
        // A build that failed has nothing to write.
        if (metafile === undefined) return;
        const packages = bundledPackages(metafile, initialOptions.absWorkingDir ?? cwd());
        const licences = await Promise.all(packages.map(async (each) => await readLicence(each)));
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, formatLicences(licences));
      });
    },
  };
}
