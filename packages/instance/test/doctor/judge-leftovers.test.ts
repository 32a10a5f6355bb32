import { expect, test } from '@jest/globals';
import type { Finding } from '../../src/index.ts';
import type { DoctorFacts } from '../../src/doctor/facts.ts';
import { judge } from '../../src/doctor/judge.ts';
import { stagingOf } from '../../src/shared-data/staging.ts';
import { aPlace, bad, facts, failed, known, localProdPlace, sandbox } from '../support/doctor-facts.ts';

test.each<[string, Partial<DoctorFacts>, Partial<Record<keyof Finding, unknown>>]>([
  [
    'a create that was killed, and not what its sandbox lacks',
    {
      operations: [{ id: sandbox.id, operation: 'create', file: '/operations/x.json', isAtWork: false }],
      places: [localProdPlace, aPlace(sandbox.path, { realPath: undefined })],
    },
    {
      severity: 'problem',
      code: 'UNFINISHED_OPERATION',
      subject: sandbox.id,
      repair: expect.objectContaining({ kind: 'fix', fix: { kind: 'settle-create', id: sandbox.id } }),
    },
  ],
  [
    'a create that was killed, and of which nothing can be read: nothing is promised',
    {
      operations: [
        {
          id: 'ktrdr--x',
          operation: 'create',
          file: '/operations/x.json',
          isAtWork: false,
          unreadable: { code: 'JOURNAL_UNREADABLE', message: 'Cannot read /operations/x.json', hint: 'Look at it' },
        },
      ],
    },
    {
      severity: 'problem',
      code: 'UNFINISHED_OPERATION',
      text: 'a create was interrupted; Cannot read /operations/x.json',
      repair: { kind: 'advice', text: 'Look at it' },
    },
  ],
  [
    'a destroy that was killed',
    {
      operations: [{ id: 'ktrdr--x', operation: 'destroy', file: '/operations/ktrdr--x.destroying', isAtWork: false }],
    },
    {
      severity: 'problem',
      code: 'UNFINISHED_OPERATION',
      repair: { kind: 'commands', text: 'Finish it:', commands: ['ktrdr sandbox destroy --name ktrdr--x'] },
    },
  ],
  [
    'a down -v that was killed',
    {
      operations: [
        {
          id: 'ktrdr--x',
          operation: 'down -v',
          file: '/operations/ktrdr--x.emptying',
          path: '/it is',
          isAtWork: false,
        },
      ],
    },
    {
      severity: 'problem',
      code: 'UNFINISHED_OPERATION',
      text: 'a down -v was interrupted (/operations/ktrdr--x.emptying)',
      repair: expect.objectContaining({ kind: 'commands', commands: ['ktrdr down ktrdr--x --volumes'] }),
    },
  ],
  [
    'a copy of shared data that was interrupted: on, or away with it',
    { shared: { staging: stagingOf('/s'), state: known({ from: "/it's", phase: 'copying', names: ['data'] }) } },
    {
      severity: 'warning',
      code: 'SHARED_COPY_UNFINISHED',
      repair: expect.objectContaining({
        commands: [
          String.raw`ktrdr sandbox init-shared --from '/it'\''s'`,
          'rm -rf /s/.init-shared/new /s/.init-shared/state.json',
        ],
      }),
    },
  ],
  [
    'shared data that is half in its place',
    { shared: { staging: stagingOf('/s'), state: known({ from: '/from', phase: 'swapping', names: ['data'] }) } },
    {
      severity: 'problem',
      code: 'SHARED_SWAP_UNFINISHED',
      repair: expect.objectContaining({ kind: 'fix', fix: { kind: 'finish-shared-data' } }),
    },
  ],
  [
    'shared data that is in its place, and what it replaced half deleted',
    { shared: { staging: stagingOf('/s'), state: known({ from: '/from', phase: 'deleting', names: ['data'] }) } },
    {
      code: 'SHARED_SWAP_UNFINISHED',
      text: 'a copy of /from was interrupted while what it replaced was being deleted (data)',
    },
  ],
  [
    'a note of shared data that cannot be read',
    { shared: { staging: stagingOf('/s'), state: failed('STAGING_UNREADABLE') } },
    { severity: 'problem', code: 'STAGING_UNREADABLE' },
  ],
])('%s', (_, different, expected) => {
  expect(bad(judge(facts(different)))).toEqual([expect.objectContaining(expected)]);
});
