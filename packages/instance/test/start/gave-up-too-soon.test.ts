import { expect, test } from '@jest/globals';
import { gaveUpTooSoon } from '../../src/start/gave-up-too-soon.ts';

const SAID = ' Container x-front-1  Starting\ndependency failed to start: container x-front-1 exited (137)\n';
const front = { name: 'x-front-1', state: 'exited', startedAt: 2_000, restartCount: 0 };

test.each([
  ['it ran before and ended in the middle', SAID, { ...front, startedAt: 900 }, true],
  ['it was started by this run and ended', SAID, front, false],
  ['it was started by this run and is said to have ended while it runs', SAID, { ...front, state: 'running' }, true],
  ['it ended and was started again by its policy', SAID, { ...front, state: 'running', restartCount: 1 }, false],
  ['it is about to be started again', SAID, { ...front, state: 'restarting', restartCount: 3 }, false],
  ['it never started', SAID, { ...front, state: 'created', startedAt: undefined }, true],
  ['it is another one', SAID, { ...front, name: 'x-store-1', startedAt: 900 }, false],
  [
    'it is unhealthy',
    'dependency failed to start: container x-front-1 is unhealthy',
    { ...front, startedAt: 900 },
    false,
  ],
])('Compose gave up on a container: %s', (_what, said, container, expected) => {
  expect(gaveUpTooSoon(said, [container], 1_000)).toBe(expected);
});
