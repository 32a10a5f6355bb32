import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';

const manifest = z.object({ name: z.string(), version: z.string() });

/** The package that this code is a part of, with its version: `@ktrdr/cli 1.2.3`; null where that cannot be found out. */
export async function ownVersion(from = import.meta.dirname): Promise<string | null> {
  try {
    const { name, version } = manifest.parse(JSON.parse(await readFile(join(from, 'package.json'), 'utf8')));
    return `${name} ${version}`;
  } catch {
    return dirname(from) === from ? null : await ownVersion(dirname(from));
  }
}
