import { expect, test } from '@jest/globals';
import { takenOverAtFirst } from '../../src/volumes/taken-over.ts';

const createdAt = '2026-01-02T03:04:05Z';
const container = {
  id: '0a',
  name: 'ktrdr--x-db-1',
  state: 'running',
  createdAt: Date.parse(createdAt),
  workingDirectory: '/clones/ktrdr--x',
  service: 'db',
  dependsOn: [],
  stray: false,
};

test('what is there at first is taken over, mounted or not; of nameless volumes those that were made with its containers', () => {
  const [data, logs, nameless] = ['ktrdr--x_data', 'ktrdr--x_logs', 'f'.repeat(64)].map((name) => ({
    name,
    createdAt,
  }));
  const older = { name: 'e'.repeat(64), createdAt: '2025-01-01T00:00:00Z' };
  const names = [data, nameless, older].flatMap((one) => one?.name ?? []);
  const found = takenOverAtFirst({
    containers: [{ ...container, volumes: names }],
    volumes: [data, logs].flatMap((one) => one ?? []),
    anonymousVolumes: [nameless, older].flatMap((one) => one ?? []),
  });
  expect(found.map(({ name, takenOver }) => [name, takenOver])).toEqual(
    [data, logs, nameless].map((one) => [one?.name, true]),
  );
});
