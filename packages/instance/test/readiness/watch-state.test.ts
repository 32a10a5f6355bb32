import { describe, expect, test } from '@jest/globals';
import type { Container } from '@ktrdr/compose-runner';
import type { EngineEvent } from '@ktrdr/engine';
import {
  allWanted,
  beginWatch,
  eventCame,
  eventsEnded,
  isListDue,
  lookBegan,
  lookEnded,
  lookFailed,
  type WatchState,
} from '../../src/readiness/watch-state.ts';
import { aContainer } from '../support/a.ts';

const SINCE = 1_000;
const event = (action: string, different: Partial<EngineEvent> = {}): EngineEvent => ({
  type: 'container',
  action,
  id: 'a1',
  time: 2_000,
  attributes: {},
  ...different,
});
const container = (different: Partial<Container> = {}): Container =>
  aContainer({ id: 'a1', state: 'running', startedAt: 500, ...different });

/** What is known after a look at all that took `took`, and has found these. */
function known(found: readonly Container[], { took = 10 } = {}): WatchState {
  const { state, look } = lookBegan(beginWatch(SINCE), 0);
  return lookEnded(state, look, { found, begin: 0, end: took }).state;
}

describe('an event', () => {
  test.each<[string, EngineEvent, readonly string[], Partial<WatchState>]>([
    ['start', event('start'), ['started', 'change'], { started: new Set(['a1']), unexplained: 1 }],
    [
      'die',
      event('die', { attributes: { exitCode: '137' } }),
      ['change'],
      { deaths: [{ containerId: 'a1', exitCode: 137, time: 2_000 }], unexplained: 1 },
    ],
    ['oom', event('oom'), ['change'], { outOfMemory: new Set(['a1']), unexplained: 1 }],
    ['of a container that was only made', event('create'), [], { named: new Set(['a1']), unexplained: 0 }],
    ['unhealthy', event('health_status: unhealthy'), ['change'], { named: new Set(['a1']), unexplained: 1 }],
    ['healthy: no look is needed', event('health_status: healthy'), ['change'], { named: new Set(), unexplained: 0 }],
  ])('%s', (_, one, news, expected) => {
    const next = eventCame(known([container()]), one);
    expect(next.news).toEqual(news);
    expect(next.state).toMatchObject(expected);
  });

  test('a start after a death is no start of ours', () => {
    const dead = eventCame(known([container()]), event('die')).state;
    expect([...eventCame(dead, event('start')).state.started]).toEqual([]);
  });

  const healthy = event('health_status: healthy');
  test.each<[string, WatchState, EngineEvent]>([
    ['of a container that is not known', known([]), healthy],
    ['of one that does not run', known([container({ state: 'exited' })]), healthy],
    ['of an earlier run of it', known([container({ startedAt: 3_000 })]), healthy],
    ['while all are looked at', lookBegan(known([container()]), 60_000).state, healthy],
    [
      'while it is looked at',
      lookBegan(eventCame(known([container()]), event('start')).state, 20).state,
      event('health_status: healthy'),
    ],
  ])('that it is healthy, %s, is asked', (_, state, one) => {
    const next = eventCame(state, one).state;
    expect([...next.named]).toEqual(['a1']);
    expect(next.containers).toEqual(state.containers);
  });
});

describe('a look', () => {
  test('is at all first, then at what events have named', () => {
    const state = eventCame(known([container(), container({ id: 'b2' })]), event('stop')).state;
    expect(lookBegan(beginWatch(SINCE), 0).look).toEqual({ all: true, ids: [] });
    expect(lookBegan(state, 20)).toMatchObject({ look: { all: false, ids: ['a1'] }, state: { named: new Set() } });
  });

  test('what it asked for and has not found is gone; the others stay', () => {
    const state = eventCame(known([container(), container({ id: 'b2' })]), event('destroy')).state;
    const begun = lookBegan(state, 20);
    const ended = lookEnded(begun.state, begun.look, { found: [], begin: 20, end: 30 });
    expect([...ended.state.containers.keys()]).toEqual(['b2']);
  });

  test.each([
    ['that runs since', container({ startedAt: SINCE }), ['started']],
    ['that ran before', container(), []],
    ['that has ended', container({ startedAt: SINCE, state: 'exited' }), []],
  ])('it finds a container %s', (_, found, news) => {
    const { state, look } = lookBegan(beginWatch(SINCE), 0);
    expect(lookEnded(state, look, { found: [found], begin: 0, end: 10 }).news).toEqual(news);
  });

  test.each([
    ['quick', 10, { notBefore: 30, listAt: 1_010 }],
    ['slow', 100, { notBefore: 300, listAt: 5_100 }],
    ['very slow', 3_000, { notBefore: 5_000, listAt: 13_000 }],
  ])('the pauses after a %s one', (_, took, expected) => {
    expect(known([], { took })).toMatchObject(expected);
  });
});

describe('all are looked at', () => {
  const state = known([container()]);
  test.each<[string, WatchState, number, boolean]>([
    ['not so soon again', state, 20, false],
    ['after a while', state, 1_010, true],
    ['when a look has failed', lookFailed(lookBegan(state, 20).state), 20, true],
    ['when somebody wants it', allWanted(state), 20, true],
    ['when the events have ended', eventsEnded(state), 20, true],
    ['not twice at once', lookBegan(allWanted(state), 20).state, 20, false],
  ])('%s: %#', (_, one, now, expected) => {
    expect(isListDue(one, now)).toBe(expected);
  });

  test('without events, once a second at least', () => {
    const { state: begun, look } = lookBegan(eventsEnded(state), 20);
    expect(lookEnded(begun, look, { found: [], begin: 0, end: 1_000 }).state.listAt).toBe(2_000);
  });
});
