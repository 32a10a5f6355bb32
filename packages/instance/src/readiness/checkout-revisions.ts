import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const REVISION = /^revision\b[^=\n]*=\s*["']([^"']+)["']/m;
/** What a migration follows: `None`, one, or several in brackets. */
const DOWN = /^down_revision\b[^=\n]*=\s*(\([^)]*\)|\[[^\]]*\]|[^\n]*)/m;

/** The revisions of a checkout's migrations. */
export interface Revisions {
  readonly all: readonly string[];
  /** Those that no other follows, which `alembic upgrade head` leads to. */
  readonly newest: readonly string[];
}

/** Source: https://alembic.sqlalchemy.org/en/latest/tutorial.html#create-a-migration-script */
export async function checkoutRevisions(directory: string): Promise<Revisions> {
  const versions = join(directory, 'alembic', 'versions');
  const names = await readdir(versions).catch(() => []);
  const texts = await Promise.all(
    names
      .filter((name) => name.endsWith('.py'))
      .map(async (name) => await readFile(join(versions, name), 'utf8').catch(() => '')),
  );
  return revisionsIn(texts);
}

/** The same, of the texts of the migrations. */
export function revisionsIn(texts: readonly string[]): Revisions {
  const all = texts.flatMap((text) => REVISION.exec(text)?.[1] ?? []).toSorted();
  const followed = new Set(
    texts.flatMap((text) => [...(DOWN.exec(text)?.[1] ?? '').matchAll(/["']([^"']+)["']/g)].map(([, name]) => name)),
  );
  return { all, newest: all.filter((revision) => !followed.has(revision)) };
}
