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
  [', with 1 file that git ignores (notes.txt)', { ignored: [ignored('notes.txt', 1)] }],
  [
    ', with the database in its volumes and 8 files that git ignores (.env, output/)',
    { volumes: ['data'], ignored: [ignored('output/', 7), ignored('.env', 1, '.env')] },
  ],
  [
    ', with the database in its volumes, 1 file that git ignores (.env) and 2 lines of yours in .env.sandbox',
    {
      volumes: ['data'],
      ignored: [{ ...ignored('.env.sandbox', 1), ownLines: 2 }, ignored('.env', 1, '.env')],
    },
  ],
  [
    ', with 10 files that git ignores (keys/, a/, b/, 2 more)',
    {
      ignored: [...['a/', 'b/', 'c/', 'd/'].map((what) => ignored(what, 2)), ignored('keys/', 2, 'keys/.env')],
    },
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
