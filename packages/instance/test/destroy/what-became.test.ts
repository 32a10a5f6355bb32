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
    [
      'Gone already: containers p-db-1; networks p_default; volumes a, with what was in them.',
      'Still there: volumes b.',
    ],
  ],
  [
    'by Ctrl-C, while the Engine removes a volume',
    { gone: some, asked: all, isRefused: false },
    [
      'Gone already: containers p-db-1; networks p_default; volumes a, with what was in them.',
      'Docker was asked to remove these, and goes on with it: volumes b, with what was in them.',
    ],
  ],
  [
    'by Ctrl-C, while the Engine removes containers',
    { gone: nothing, asked: { ...nothing, containers: [container] }, isRefused: false },
    [
      'Docker was asked to remove these, and goes on with it: containers p-db-1.',
      'Still there: networks p_default; volumes a, b.',
    ],
  ],
  [
    'by an Engine that is away',
    { gone: undefined, asked: all, isRefused: false },
    [
      'Docker does not answer; it was asked to remove these, which may be gone: containers p-db-1; networks p_default; volumes a, b, with what was in them.',
    ],
  ],
])('a removal that was ended %s', (_, remnants, lines) => {
  expect(whatBecame({ parts: all, ...remnants })).toEqual(lines);
});
