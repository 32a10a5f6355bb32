import { expect, test } from '@jest/globals';
import { type Remnants, whatBecame } from '../../src/destroy/remove-project.ts';

const container = {
  id: '0a',
  name: 'p-db-1',
  state: 'running',
  createdAt: 0,
  workingDirectory: '/p',
  service: 'db',
  dependsOn: [],
  stray: false,
  volumes: [],
};
const nothing = { containers: [], networks: [], volumes: [] };
const volume = (name: string) => ({ name, createdAt: '2026-01-02T03:04:05Z' });
const all = {
  containers: [container],
  networks: [{ id: '1', name: 'p_default' }],
  volumes: [volume('a'), volume('b')],
};
const some = { ...all, volumes: [volume('a')] };

test.each<[string, Omit<Remnants, 'parts'>, string[]]>([
  ['before anything was asked', { gone: nothing, asked: nothing, isRefused: false }, []],
  ['before anything was asked, by an Engine that is away', { gone: undefined, asked: nothing, isRefused: false }, []],
  [
    'by an Engine that has refused a volume',
    { gone: some, asked: all, isRefused: true },
    ['Already gone: containers p-db-1; networks p_default; volumes a, with their data.', 'Still there: volumes b.'],
  ],
  [
    'by Ctrl-C, while the Engine removes a volume',
    { gone: some, asked: all, isRefused: false },
    [
      'Already gone: containers p-db-1; networks p_default; volumes a, with their data.',
      'Docker was asked to remove these and is still doing so: volumes b, with their data.',
    ],
  ],
  [
    'by Ctrl-C, while the Engine removes containers',
    { gone: nothing, asked: { ...nothing, containers: [container] }, isRefused: false },
    [
      'Docker was asked to remove these and is still doing so: containers p-db-1.',
      'Still there: networks p_default; volumes a, b.',
    ],
  ],
  [
    'by an Engine that is away',
    { gone: undefined, asked: all, isRefused: false },
    [
      'Docker does not answer, but was asked to remove these, so they may be gone: containers p-db-1; networks p_default; volumes a, b, with their data.',
    ],
  ],
])('a removal that was ended %s', (_, remnants, lines) => {
  expect(whatBecame({ parts: all, ...remnants })).toEqual(lines);
});
