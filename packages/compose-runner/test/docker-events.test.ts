import { expect, test } from '@jest/globals';
import type { EngineEvent } from '@ktrdr/engine';
import { createDocker } from '../src/index.ts';
import { fakeConnection } from './support/fake-connection.ts';
import { fakeRun } from './support/fake-run.ts';
import { fixture } from './support/fixture.ts';

const LINES = fixture('events.jsonl').trimEnd().split('\n').length;

/** Watches until everything has come. */
async function watched(answers: Readonly<Record<string, unknown>>) {
  const { connection, asked } = fakeConnection(answers);
  const docker = createDocker({ env: {}, run: fakeRun({}).run, connection });
  const ending = new AbortController();
  const events: EngineEvent[] = [];
  await docker.events('p', {
    since: Date.parse('2026-01-02T03:04:05.678Z'),
    signal: ending.signal,
    onEvent(event) {
      events.push(event);
      if (events.length === LINES) ending.abort();
    },
  });
  return { events, asked };
}
const ALL = { '/events': fixture('events.jsonl') };

test("are asked for of the project's containers, without those of each health probe", async () => {
  const { asked } = await watched(ALL);
  const filters = {
    label: ['com.docker.compose.project=p'],
    type: ['container'],
    event: ['create', 'start', 'die', 'oom', 'destroy', 'health_status', 'pause', 'unpause', 'stop', 'kill'],
  };
  expect(asked).toEqual([`/events ${JSON.stringify({ since: '1767323045.678', filters: JSON.stringify(filters) })}`]);
});

test('an Engine that does not tell them is an error', async () => {
  await expect(watched({})).rejects.toThrow('not expected: /events');
});

test.each([
  ['crash', ['create', 'start', 'die 3', 'destroy']],
  ['greedy', ['create', 'start', 'oom', 'die 137', 'destroy']],
  ['late', ['create', 'destroy']],
])('the life of %s', async (service, expected) => {
  expect(lifeOf(service, (await watched(ALL)).events)).toEqual(expected);
});

test('a crash loop shows each death with its exit code', async () => {
  const { events } = await watched(ALL);
  expect(lifeOf('loop', events).filter((words) => words.startsWith('die'))).toEqual(['die 4', 'die 4', 'die 4']);
});

test('health changes have their words in the action', async () => {
  expect(lifeOf('unhealthy', (await watched(ALL)).events)).toContain('health_status: unhealthy');
});

function lifeOf(service: string, events: readonly EngineEvent[]): string[] {
  return events
    .filter(({ attributes }) => attributes['com.docker.compose.service'] === service)
    .map(({ action, attributes: { exitCode } }) => (exitCode === undefined ? action : `${action} ${exitCode}`));
}
