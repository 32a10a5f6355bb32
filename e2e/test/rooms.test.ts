import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { expect, test } from '@jest/globals';
import { WORKSPACE } from '../src/places.ts';

// The folders below a package's src are its rooms: of two, one uses the other, and never both each other, also not by way of a third.

const IMPORT = /(?:from|import\()\s*'(\.[^']+)'/g;
const LISTS = new Set(['index.ts', 'internal.ts']);
const PACKAGES = (await readdir(join(WORKSPACE, 'packages'))).toSorted((one, other) => one.localeCompare(other));

/** Which rooms each room uses; the files that lie in src itself are one, without the lists of what others may import. */
async function rooms(source: string): Promise<Map<string, Set<string>>> {
  const roomOf = (file: string): string => {
    const [room = '', ...below] = relative(source, file).split(sep);
    return below.length === 0 ? 'src' : room;
  };
  const found = new Map<string, Set<string>>();
  for (const name of await readdir(source, { recursive: true })) {
    if (!name.endsWith('.ts') || LISTS.has(name)) continue;
    const file = join(source, name);
    const room = roomOf(file);
    const used = found.get(room) ?? new Set();
    found.set(room, used);
    for (const [, path = ''] of (await readFile(file, 'utf8')).matchAll(IMPORT)) {
      const other = roomOf(resolve(dirname(file), path));
      if (other !== room) used.add(other);
    }
  }
  return found;
}

/** The first way from a room back to itself: `create`, `journals`, `create`. */
function circle(all: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done = new Set<string>();
  const from = (room: string, way: readonly string[]): string[] => {
    if (way.includes(room)) return [...way.slice(way.indexOf(room)), room];
    if (done.has(room)) return [];
    for (const next of all.get(room) ?? []) {
      const found = from(next, [...way, room]);
      if (found.length > 0) return found;
    }
    done.add(room);
    return [];
  };
  return [...all.keys()].map((room) => from(room, [])).find((way) => way.length > 0) ?? [];
}

test.each(PACKAGES)('no circle between the rooms of %s', async (name) => {
  expect(circle(await rooms(join(WORKSPACE, 'packages', name, 'src')))).toEqual([]);
});

test('a circle by way of a third is found', () => {
  const used = { a: ['b'], b: ['c', 'd'], c: [], d: ['b'] };
  expect(circle(new Map(Object.entries(used).map(([room, others]) => [room, new Set(others)])))).toEqual([
    'b',
    'd',
    'b',
  ]);
});
