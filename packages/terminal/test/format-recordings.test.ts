import { expect, test } from '@jest/globals';
import { formatRecordings } from '../src/index.ts';
import { plain } from './style.ts';

const now = new Date('2026-06-01T12:00:00.000Z');
const view = { style: plain, now, id: undefined };

const recording = {
  id: 'ktrdr--x',
  at: '2026-06-01T10:30:00.000Z',
  command: 'ktrdr up',
  occasion: 'start',
  summary: 'db exited\u001B[2J with code 3',
  file: '/home/me/.ktrdr/sandbox/records/a.json',
  detail: 'what docker\u001B[2J said\nand more',
  causes: [
    {
      code: 'EXITED',
      service: 'db',
      summary: 'ended with code 3',
      evidence: [
        { kind: 'exit', text: 'ended with code 3' },
        { kind: 'log', text: 'no such file' },
      ],
      consequences: [{ code: 'PROBE_FAILS', service: 'backend', summary: 'is unhealthy' }],
    },
  ],
} as const;

test('of each what was wrong, how long ago, and where it is', () => {
  const other = { ...recording, at: now.toISOString(), occasion: 'why', command: 'ktrdr why' } as const;
  expect(formatRecordings([other, recording], view)).toEqual([
    'ktrdr--x db exited with code 3',
    '    just now, why was run (ktrdr why)',
    '    /home/me/.ktrdr/sandbox/records/a.json',
    '',
    'ktrdr--x db exited with code 3',
    '    1 h ago, a start failed (ktrdr up)',
    '    /home/me/.ktrdr/sandbox/records/a.json',
  ]);
});

test('of one instance the newest with its causes, as they were found', () => {
  const older = { ...recording, at: '2026-06-01T09:00:00.000Z' };
  expect(formatRecordings([recording, older], { ...view, id: 'ktrdr--x' })).toEqual([
    'ktrdr--x db exited with code 3',
    '    1 h ago, a start failed (ktrdr up)',
    '    /home/me/.ktrdr/sandbox/records/a.json',
    '    As found at 2026-06-01T10:30:00.000Z:',
    '      what docker said',
    '      and more',
    '    ✗ db ended with code 3 (EXITED)',
    '        its last log lines:',
    '          no such file',
    '        so: backend is unhealthy',
    '',
    'ktrdr--x db exited with code 3',
    '    3 h ago, a start failed (ktrdr up)',
    '    /home/me/.ktrdr/sandbox/records/a.json',
  ]);
});

test.each([
  [undefined, 'No records: '],
  ['ktrdr--x', 'No records of ktrdr--x: '],
])('nothing of %s', (id, begin) => {
  expect(formatRecordings([], { ...view, id })).toEqual([expect.stringContaining(begin)]);
});
