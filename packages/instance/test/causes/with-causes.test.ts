import { expect, test } from '@jest/globals';
import type { Cause } from '../../src/causes/cause.ts';
import { withCauses } from '../../src/causes/with-causes.ts';

const aFailure = (service: string) => ({
  service,
  reasons: ['no'],
  hints: [],
  probe: undefined,
  log: [],
  more: undefined,
});
const aCause = (code: Cause['code'], service: string | null, consequences: Cause['consequences'] = []): Cause => ({
  code,
  service,
  summary: 'so it is',
  evidence: [],
  fix: 'Mend it.',
  consequences,
});

test('failures get their codes, those that follow come last, and what is wrong with all of it first', () => {
  const causes = [
    aCause('DISK_FULL', null),
    aCause('CRASH_LOOP', 'db', [{ code: 'PROBE_FAILS', service: 'backend', summary: 'is unhealthy' }]),
    aCause('LAST_START', null),
  ];
  const failures = withCauses(['backend', 'web', 'db'].map(aFailure), causes);
  expect(failures.map(({ service, code }) => [service, code])).toEqual([
    [undefined, 'DISK_FULL'],
    ['web', undefined],
    ['db', 'CRASH_LOOP'],
    ['backend', 'PROBE_FAILS'],
  ]);
  expect(failures[0]).toMatchObject({ reasons: ['so it is'], hints: ['Mend it.'] });
});

test('what mends a cause is told as why tells it, and migrations that fail are called so', () => {
  const reasons = ['database migrations failed (alembic upgrade head ended with 1): FAILED: no such table'];
  const causes = [aCause('DATABASE_PASSWORD', 'db'), aCause('MIGRATIONS_MISSING', 'backend')];
  const failures = [aFailure('db'), { ...aFailure('backend'), reasons, hints: ['Mend the migration.'] }];
  expect(withCauses(failures, causes)).toMatchObject([
    { code: 'DATABASE_PASSWORD', hints: ['Mend it.'] },
    { code: 'MIGRATIONS_FAILED', hints: ['Mend the migration.'] },
  ]);
});
