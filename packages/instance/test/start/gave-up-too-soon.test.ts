import { expect, test } from '@jest/globals';
import { gaveUpTooSoon } from '../../src/start/gave-up-too-soon.ts';

const ENDED = ' Container x-front-1  Starting\ndependency failed to start: container x-front-1 exited (137)\n';
const SICK = 'dependency failed to start: container x-front-1 is unhealthy\n';
const front = { name: 'x-front-1', state: 'exited', startedAt: 2_000, restartCount: 0, health: undefined };
const before = { ...front, startedAt: 900 };
const running = { ...front, state: 'running' };
const health = { status: 'unhealthy', lastProbe: undefined };

test.each([
  ['it ran before and ended in the middle', ENDED, before, true],
  ['it was started by this run and ended', ENDED, front, false],
  ['it was started by this run and is said to have ended while it runs', ENDED, running, true],
  ['it ended and was started again by its policy', ENDED, { ...running, restartCount: 1 }, false],
  ['it is about to be started again', ENDED, { ...front, state: 'restarting', restartCount: 3 }, false],
  ['it is another one', ENDED, { ...before, name: 'x-store-1' }, false],
  ['it ran before and is unhealthy', SICK, { ...running, startedAt: 900, health }, true],
  ['it ran before and has become healthy meanwhile', SICK, { ...running, startedAt: 900 }, true],
  ['it was started by this run and is unhealthy', SICK, { ...running, health }, false],
  ['it is something else', 'no such image', before, false],
])('Compose gave up on a container: %s', (_what, said, container, isTooSoon) => {
  expect(gaveUpTooSoon(said, [container], 1_000)).toBe(isTooSoon ? container : undefined);
});
