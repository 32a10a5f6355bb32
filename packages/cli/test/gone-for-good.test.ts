import { expect, test } from '@jest/globals';
import type { DestroyPlan } from '@ktrdr/instance';
import { describeOwnLines, goneForGood } from '../src/command/gone-for-good.ts';

type Plan = Parameters<typeof goneForGood>[0];

const nothing: Plan = { volumes: [], takenOver: [], ignored: [] };
const ignored = (what: string, files: number, ...envFiles: string[]): DestroyPlan['ignored'][number] => ({
  what,
  files,
  bytes: 10,
  envFiles,
});

test.each<[string, Partial<Plan>]>([
  ['', {}],
  [', with the database in its volumes', { volumes: ['data'] }],
  [
    ', with the database in its volumes and volumes that it has taken over (data)',
    { volumes: ['data', 'logs'], takenOver: ['data'] },
  ],
  [', with 1 file that git ignores, 10 bytes (notes.txt)', { ignored: [ignored('notes.txt', 1)] }],
  [
    ', with the database in its volumes and 8 files that git ignores, 20 bytes (.env, output/)',
    { volumes: ['data'], ignored: [ignored('output/', 7), ignored('.env', 1, '.env')] },
  ],
  [
    ', with the database in its volumes, 1 file that git ignores, 10 bytes (.env) and 2 lines of yours in .env.sandbox',
    {
      volumes: ['data'],
      ignored: [{ ...ignored('.env.sandbox', 1), ownLines: 2 }, ignored('.env', 1, '.env')],
    },
  ],
  [
    ', with 10 files that git ignores, 50 bytes (keys/ with keys/.env, a/, b/, 2 more)',
    {
      ignored: [...['a/', 'b/', 'c/', 'd/'].map((what) => ignored(what, 2)), ignored('keys/', 2, 'keys/.env')],
    },
  ],
  [
    ', with 9 files that git ignores, 3.4 GB (config/ with config/.env and 1 more like it)',
    { ignored: [{ ...ignored('config/', 9, 'config/.env', 'config/x/.env.local'), bytes: 3_400_000_000 }] },
  ],
])('a question ends with what nothing brings back: %j', (end, different) => {
  expect(goneForGood({ ...nothing, ...different })).toBe(end);
});

test.each<[string[], Plan['ignored']]>([
  [[], [ignored('output/', 7)]],
  [['  your own lines, deleted with .env.sandbox: 2'], [{ ...ignored('.env.sandbox', 1), ownLines: 2 }]],
])('a plan has a line for the lines of a person: %j', (lines, files) => {
  expect(describeOwnLines({ ignored: files })).toEqual(lines);
});
