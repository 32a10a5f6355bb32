import { expect, test } from '@jest/globals';
import { engineEvent } from '../src/engine-event.ts';
import { parseJsonLines } from '../src/parse-json.ts';
import { fixture } from './support/fixture.ts';

const events = parseJsonLines('docker events', fixture('events.jsonl'), engineEvent);
const actions = (service: string) =>
  events.filter((event) => event.service === service).map(({ action, exitCode }) => [action, exitCode]);

test('every line of a life from create to destroy is read', () => {
  expect(events).toHaveLength(fixture('events.jsonl').trimEnd().split('\n').length);
  expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['container']));
});

test.each([
  [
    'crash',
    [
      ['create', undefined],
      ['start', undefined],
      ['die', 3],
      ['destroy', undefined],
    ],
  ],
  [
    'greedy',
    [
      ['create', undefined],
      ['start', undefined],
      ['oom', undefined],
      ['die', 137],
      ['destroy', undefined],
    ],
  ],
  [
    'late',
    [
      ['create', undefined],
      ['destroy', undefined],
    ],
  ],
])('the life of %s', (service, expected) => {
  expect(actions(service)).toEqual(expected);
});

test('a crash loop shows each death with its exit code', () => {
  expect(actions('loop').filter(([action]) => action === 'die')).toEqual([
    ['die', 4],
    ['die', 4],
    ['die', 4],
  ]);
});

test('health changes and probes have their words in the action', () => {
  const words = actions('unhealthy').map(([action]) => action);
  expect(words).toContain('health_status: unhealthy');
  expect(words).toContain('exec_create: /bin/sh -c echo no answer; exit 1');
});

test('the time is milliseconds since 1970', () => {
  const [first] = events;
  expect(new Date(first?.time ?? 0).toISOString()).toBe('2026-11-22T02:58:42.173Z');
  expect(first?.containerId).toMatch(/^[0-9a-f]{64}$/);
});

test('an event of a container without labels belongs to no service', () => {
  const event = { Type: 'container', Action: 'start', Actor: { ID: 'a1' }, timeNano: 2e6 };
  expect(engineEvent.parse(event)).toEqual({
    type: 'container',
    action: 'start',
    containerId: 'a1',
    service: '',
    exitCode: undefined,
    time: 2,
  });
});
