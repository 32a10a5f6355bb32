import { expect, test } from '@jest/globals';
import { recordOf } from '../../src/volumes/volumes-of.ts';
import { doubtfulVolumes, type VolumeFacts, whoseVolumes } from '../../src/volumes/whose-volumes.ts';

const data = { name: 'ktrdr--x_data', createdAt: '2026-01-02T03:04:05Z' };
/** What a driver tells that does not know it. */
const UNKNOWN = '0001-01-01T00:00:00Z';
const container = (volumes: readonly string[], createdAt = data.createdAt) => ({
  id: '0a',
  name: 'ktrdr--x-db-1',
  state: 'exited',
  createdAt: Date.parse(createdAt),
  workingDirectory: '/clones/ktrdr--x',
  service: 'db',
  dependsOn: [],
  stray: false,
  volumes,
});

const begun = { volumes: [], starting: { since: '2026-01-02T03:04:04.500Z' } };
const empty = new Map([[data.name, true]]);
const filled = new Map([[data.name, false]]);
const later = { volumes: [], starting: { since: '2026-01-02T03:04:06Z' } };

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
  ['made while a start is at work, which asks', { record: begun, isStarting: true }, true],
  [
    "made while a start is at work, which asks, and mounted by another directory's container",
    { record: begun, isStarting: true, mountedByOthers: new Set([data.name]) },
    false,
  ],
  [
    'made minutes after a start began that is at work, which asks, on a slow Engine',
    { record: { volumes: [], starting: { since: '2026-01-02T03:00:00Z' } }, isStarting: true },
    true,
  ],
  ['made before a start that asks', { record: later, isStarting: true }, false],
  ['made after a start began that was killed, with something in it', { record: begun, isEmpty: filled }, false],
  ['made after a start began that was killed, and nobody knows what is in it', { record: begun }, false],
  ['made after a start began that was killed, and empty', { record: begun, isEmpty: empty }, true],
  ['not written down, and empty', { record: { volumes: [] }, isEmpty: empty }, false],
  ['made before a start that was killed, and empty', { record: later, isEmpty: empty }, false],
  [
    'made while a start was at work, and empty',
    {
      record: { volumes: [], starting: { since: '2026-01-02T03:04:04Z', until: '2026-01-02T03:04:05Z' } },
      isEmpty: empty,
    },
    true,
  ],
  [
    'made after a start was ended, and empty',
    {
      record: { volumes: [], starting: { since: '2026-01-02T03:03:00Z', until: '2026-01-02T03:04:04Z' } },
      isEmpty: empty,
    },
    false,
  ],
  [
    'made long after a start was killed, and empty',
    { record: { volumes: [], starting: { since: '2026-01-02T03:00:00Z' } }, isEmpty: empty },
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

test.each<[string, Partial<VolumeFacts>, boolean]>([
  ['that nobody knows', { record: begun }, true],
  ['that are known to be filled', { record: begun, isEmpty: filled }, false],
  ['that are known to be empty', { record: begun, isEmpty: empty }, false],
  ['of volumes that no start has made', { record: later }, false],
])('contents %s leave a doubt or none: %#', (_, facts, isDoubtful) => {
  const { doubtful } = whoseVolumes({
    parts: { containers: [], volumes: [data] },
    record: undefined,
    wasStarted: false,
    ...facts,
  });
  expect(doubtful).toEqual(isDoubtful ? [data] : []);
});

test('times are compared as instants, whatever zone the Engine writes them in', () => {
  const volume = { ...data, createdAt: '2026-01-02T04:04:05+01:00' };
  const record = { volumes: [], starting: { since: '2026-01-02T03:04:04Z' } };
  const facts: VolumeFacts = { parts: { containers: [], volumes: [volume] }, record, wasStarted: false };
  expect(whoseVolumes({ ...facts, isStarting: true }).own).toEqual([volume]);
  expect(doubtfulVolumes(facts)).toEqual([volume]);
  expect(doubtfulVolumes({ ...facts, isStarting: true })).toEqual([]);
});

test.each<[string, Partial<VolumeFacts>, boolean]>([
  ['that was taken over', { record: { volumes: [{ ...data, takenOver: true }] } }, true],
  [
    'that was taken over and is mounted by its container',
    {
      record: { volumes: [{ ...data, takenOver: true }] },
      parts: { containers: [container([data.name])], volumes: [data] },
    },
    true,
  ],
  ['that it has made', { record: { volumes: [data] } }, false],
  [
    'that its container mounts, which Compose made moments later',
    {
      record: { volumes: [] },
      parts: { containers: [container([data.name], '2026-01-02T03:04:09Z')], volumes: [data] },
    },
    false,
  ],
  [
    'that its container mounts, which was made long after it',
    {
      record: { volumes: [] },
      parts: { containers: [container([data.name], '2026-01-02T03:05:00Z')], volumes: [data] },
    },
    true,
  ],
  [
    'that another container of it mounts than the one that was made with it',
    {
      record: { volumes: [] },
      parts: {
        containers: [container(['other']), container([data.name], '2026-01-02T03:05:00Z')],
        volumes: [data],
      },
    },
    true,
  ],
  [
    'that it has made, and its container mounts, which was made anew since',
    {
      record: { volumes: [data] },
      parts: { containers: [container([data.name], '2026-02-02T00:00:00Z')], volumes: [data] },
    },
    false,
  ],
  [
    'that came while a start was at work that was killed, and its container mounts, which was made anew since',
    { record: begun, parts: { containers: [container([data.name], '2026-02-02T00:00:00Z')], volumes: [data] } },
    false,
  ],
  [
    'of one without a record',
    { wasStarted: true, parts: { containers: [container([data.name], '2026-02-02T00:00:00Z')], volumes: [data] } },
    false,
  ],
  [
    'that does not tell its age, and has the name of one that it has made',
    {
      record: { volumes: [{ ...data, createdAt: UNKNOWN }] },
      parts: { containers: [], volumes: [{ ...data, createdAt: UNKNOWN }] },
    },
    true,
  ],
  [
    'that has the name of one that was taken over, and was made since',
    {
      record: { volumes: [{ ...data, createdAt: '2025-01-01T00:00:00Z', takenOver: true }] },
      parts: { containers: [container([data.name])], volumes: [data] },
    },
    false,
  ],
])('a volume %s is its own, and known to be taken over or not: %#', (_, facts, isTakenOver) => {
  const { own } = whoseVolumes({
    parts: { containers: [], volumes: [data] },
    record: undefined,
    wasStarted: false,
    ...facts,
  });
  expect(own).toMatchObject([{ name: data.name }]);
  expect(own.map(({ takenOver }) => takenOver === true)).toEqual([isTakenOver]);
  expect(recordOf(own).volumes.map(({ takenOver }) => takenOver)).toEqual([isTakenOver ? true : undefined]);
});
