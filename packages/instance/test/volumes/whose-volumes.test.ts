import { expect, test } from '@jest/globals';
import { type VolumeFacts, whoseVolumes } from '../../src/volumes/whose-volumes.ts';

const data = { name: 'ktrdr--x_data', createdAt: '2026-01-02T03:04:05Z' };
const container = (volumes: readonly string[]) => ({
  id: '0a',
  name: 'ktrdr--x-db-1',
  state: 'exited',
  workingDirectory: '/clones/ktrdr--x',
  volumes,
});

test.each<[string, Partial<VolumeFacts> & { containers?: VolumeFacts['parts']['containers'] }, boolean]>([
  ['written down', { record: { volumes: [data] } }, true],
  [
    'written down, and made anew since',
    { record: { volumes: [{ ...data, createdAt: '2025-01-01T00:00:00Z' }] } },
    false,
  ],
  ['not written down', { record: { volumes: [] } }, false],
  ['not written down, of one that was started', { record: { volumes: [] }, wasStarted: true }, false],
  ['mounted by its container', { record: { volumes: [] }, containers: [container([data.name])] }, true],
  ['beside its container', { record: { volumes: [] }, containers: [container(['other'])] }, false],
  ['of one without a record that was never started', {}, false],
  ['of one without a record that was started', { wasStarted: true }, true],
  ['of one without a record that has a container', { containers: [container([])] }, true],
  ['made while a start is at work', { record: { volumes: [], starting: { since: '2026-01-02T03:04:04.500Z' } } }, true],
  ['made before a start', { record: { volumes: [], starting: { since: '2026-01-02T03:04:06Z' } } }, false],
  [
    'made while a start was at work',
    { record: { volumes: [], starting: { since: '2026-01-02T03:04:04Z', until: '2026-01-02T03:04:05Z' } } },
    true,
  ],
  [
    'made after a start was ended',
    { record: { volumes: [], starting: { since: '2026-01-02T03:03:00Z', until: '2026-01-02T03:04:04Z' } } },
    false,
  ],
  [
    'made long after a start was killed',
    { record: { volumes: [], starting: { since: '2026-01-02T03:00:00Z' } } },
    false,
  ],
])('a volume %s: %#', (_, { containers = [], ...facts }, isOwn) => {
  const { own, strange } = whoseVolumes({
    parts: { containers, volumes: [data] },
    record: undefined,
    wasStarted: false,
    ...facts,
  });
  expect({ own, strange }).toEqual(isOwn ? { own: [data], strange: [] } : { own: [], strange: [data] });
});

test('times are compared as instants, whatever zone the Engine writes them in', () => {
  const volume = { ...data, createdAt: '2026-01-02T04:04:05+01:00' };
  const record = { volumes: [], starting: { since: '2026-01-02T03:04:04Z' } };
  expect(whoseVolumes({ parts: { containers: [], volumes: [volume] }, record, wasStarted: false }).own).toEqual([
    volume,
  ]);
});
