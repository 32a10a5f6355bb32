import { expect, test } from '@jest/globals';
import { type DestroyPlan, instanceOf } from '@ktrdr/instance';
import { destroyQuestion } from '../src/commands/sandbox-destroy/destroy-question.ts';

type Plan = Parameters<typeof destroyQuestion>[0];

const record = { instanceId: 'ktrdr--x', slot: 3, path: '/clones/ktrdr--x', createdAt: '2026-01-02T03:04:05.000Z' };
const instance = instanceOf({ ...record, isWorktree: true, parentRepo: '/clones/ktrdr' });
const nothing: Plan = { instance, volumes: [], ignored: [] };
const ignored = (what: string, files: number, ...envFiles: string[]): DestroyPlan['ignored'][number] => ({
  what,
  files,
  bytes: 10,
  envFiles,
});

test.each<[string, Partial<Plan>]>([
  ['Destroy ktrdr--x?', {}],
  ['Destroy ktrdr--x, with the database in its volumes?', { volumes: ['data'] }],
  ['Destroy ktrdr--x, with 1 file that git ignores (notes.txt)?', { ignored: [ignored('notes.txt', 1)] }],
  [
    'Destroy ktrdr--x, with the database in its volumes and 8 files that git ignores (.env, output/)?',
    { volumes: ['data'], ignored: [ignored('output/', 7), ignored('.env', 1, '.env')] },
  ],
  [
    'Destroy ktrdr--x, with the database in its volumes, 1 file that git ignores (.env) and 2 lines of yours in .env.sandbox?',
    {
      volumes: ['data'],
      ignored: [{ ...ignored('.env.sandbox', 1), ownLines: 2 }, ignored('.env', 1, '.env')],
    },
  ],
  [
    'Destroy ktrdr--x, with 10 files that git ignores (keys/, a/, b/, 2 more)?',
    {
      ignored: [...['a/', 'b/', 'c/', 'd/'].map((what) => ignored(what, 2)), ignored('keys/', 2, 'keys/.env')],
    },
  ],
])('%s', (question, different) => {
  expect(destroyQuestion({ ...nothing, ...different })).toBe(question);
});
