import { expect, test } from '@jest/globals';
import { describeProblems } from '../../src/readiness/describe-problems.ts';

test.each([
  [[], ''],
  [[{ service: 'db', reason: 'is not healthy' }], 'db: is not healthy'],
  [[{ service: undefined, reason: 'the Engine does not answer' }], 'the Engine does not answer'],
  [
    [
      { service: 'db', reason: 'is not healthy' },
      { service: 'backend', reason: 'waits' },
      { service: 'db', reason: 'was restarted' },
    ],
    'waiting for db, backend',
  ],
  [
    [
      { service: undefined, reason: 'the Engine refused' },
      { service: undefined, reason: 'nothing was made' },
    ],
    'the Engine refused',
  ],
])('%j is one line', (problems, line) => {
  expect(describeProblems(problems)).toBe(line);
});
