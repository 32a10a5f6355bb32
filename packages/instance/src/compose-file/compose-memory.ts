import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeOwnFile } from '../core/write-own-file.ts';
import type { ComposeYaml } from './parse-compose-yaml.ts';

/** What Compose files say that were read before: to parse one takes longer than everything else that `status` does. */
export interface ComposeMemory {
  /** What a file with this text says; undefined where that is to be found out. Never fails. */
  recall(text: string): Promise<ComposeYaml | undefined>;
  /** Never fails: what cannot be kept is read again. */
  keep(text: string, read: ComposeYaml): Promise<void>;
}

// To be raised whenever the same text is read otherwise, or more of it is wanted.
const VERSION = 1;
/** Files of some checkouts, as several branches have them. */
const KEPT = 40;
/** Aliases can make much of a short file. In bytes. */
const LARGEST = 200_000;

/** Remembers what files say by their text, so that nothing that is remembered can be out of date. */
export function composeMemory(directory: string): ComposeMemory {
  const fileOf = (text: string): string =>
    join(directory, `${createHash('sha256').update(`${VERSION}\n${text}`).digest('hex')}.json`);
  return {
    async recall(text) {
      try {
        const { documents, problems }: ComposeYaml = JSON.parse(await readFile(fileOf(text), 'utf8'));
        return Array.isArray(documents) && Array.isArray(problems) ? { documents, problems } : undefined;
      } catch {
        return undefined;
      }
    },
    async keep(text, read) {
      const json = JSON.stringify(read);
      if (json.length > LARGEST) return;
      try {
        // Without a lock: another one that keeps the same text at this moment writes the same, or nothing.
        await writeOwnFile(fileOf(text), json);
        await removeOldest(directory);
      } catch {
        // The next one reads the file itself.
      }
    },
  };
}

async function removeOldest(directory: string): Promise<void> {
  const paths = (await readdir(directory)).map((name) => join(directory, name));
  if (paths.length <= KEPT) return;
  const files = await Promise.all(paths.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })));
  const old = files.toSorted((one, other) => other.at - one.at).slice(KEPT);
  await Promise.all(old.map(async ({ path }) => await rm(path, { force: true })));
}
