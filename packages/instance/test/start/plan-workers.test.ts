import { describe, expect, test } from '@jest/globals';
import { kinds } from '../../src/index.ts';
import { assertHasWorkers, keptWorkers, planWorkers } from '../../src/start/plan-workers.ts';
import { aConfig, aContainer } from '../support/a.ts';

const ALL = ['backtest-worker-3', 'backtest-worker-4', 'training-worker-3', 'training-worker-4'];
const localProd = kinds['local-prod'];
const profiles = ['extra-workers'];

describe('planWorkers', () => {
  test.each<[string, number | undefined, string[], ReturnType<typeof planWorkers>]>([
    [
      'nobody asked, and the usual ones run: it stays at them',
      undefined,
      [],
      { profiles: [], wanted: [], absent: ALL },
    ],
    // The file may have the others in a profile that is on.
    ['the usual four, and none of the others runs', 4, [], { profiles: [], wanted: [], absent: ALL }],
    ['five', 5, [], { profiles, wanted: ALL.slice(0, 1), absent: ALL.slice(1) }],
    ['seven', 7, [], { profiles, wanted: ALL.slice(0, 3), absent: ALL.slice(3) }],
    ['eight', 8, [], { profiles, wanted: ALL, absent: [] }],
    [
      'nobody asked: those that run stay',
      undefined,
      ALL.slice(0, 2),
      { profiles, wanted: ALL.slice(0, 2), absent: ALL.slice(2) },
    ],
    ['fewer than run: the others go', 5, ALL, { profiles, wanted: ALL.slice(0, 1), absent: ALL.slice(1) }],
    ['the usual four while others run: they go', 4, ALL.slice(0, 1), { profiles, wanted: [], absent: ALL }],
    ['others run than are named first', 5, [ALL[3] ?? ''], { profiles, wanted: ALL.slice(0, 1), absent: ALL.slice(1) }],
  ])('%s', (_, count, running, expected) => {
    const containers = ['backend', 'backtest-worker-1', ...running].map((service) => aContainer({ service }));
    expect(planWorkers(localProd, count, containers)).toEqual(expected);
  });

  test.each([
    ['nothing was started yet', []],
    ['an interrupted start has made containers', [aContainer({ service: 'backtest-worker-1', state: 'created' })]],
    ['no worker was started', [aContainer({ service: 'db' })]],
  ])('nobody asked, and %s: the file decides', (_, containers) => {
    expect(planWorkers(localProd, undefined, containers)).toEqual({ profiles: [], wanted: [], absent: [] });
  });

  test.each([3, 9, 4.5, Number.NaN])('%p is refused with the range', (count) => {
    expect(() => planWorkers(localProd, count, [])).toThrow(
      expect.objectContaining({ code: 'USAGE', hint: 'Give a whole number from 4 to 8.' }),
    );
  });

  test('a sandbox has no extra workers', () => {
    expect(planWorkers(kinds.sandbox, undefined, [])).toEqual({ profiles: [], wanted: [], absent: [] });
  });
});

test('a file without the workers that are wanted is refused, naming them', () => {
  const plan = planWorkers(localProd, 6, []);
  const choice = { files: ['/clone/docker-compose.yml'], shipped: false, origin: 'found' } as const;
  expect(() => assertHasWorkers(aConfig({ 'backtest-worker-3': {} }), plan, choice)).toThrow(
    expect.objectContaining({
      code: 'COMPOSE_INVALID',
      message: 'docker-compose.yml has no service backtest-worker-4',
    }),
  );
  expect(() =>
    assertHasWorkers(aConfig({ 'backtest-worker-3': {}, 'backtest-worker-4': {} }), plan, choice),
  ).not.toThrow();
});

test('workers of the file that are not started because fewer ran before are named, with the command that starts them', () => {
  const plan = { profiles: [], wanted: ALL.slice(0, 1), absent: ALL.slice(1) };
  const config = aConfig(Object.fromEntries(ALL.map((name) => [name, {}])));
  expect(keptWorkers({ id: 'ktrdr-prod', kind: localProd }, { asked: undefined, plan, config })).toBe(
    'Starting the same number of workers as before; not started: backtest-worker-4, training-worker-3, training-worker-4 (to start them too: ktrdr up ktrdr-prod --workers 8)',
  );
  expect(keptWorkers({ id: 'ktrdr-prod', kind: localProd }, { asked: 5, plan, config })).toBeUndefined();
  expect(
    keptWorkers({ id: 'ktrdr-prod', kind: localProd }, { asked: undefined, plan, config: aConfig({ db: {} }) }),
  ).toBeUndefined();
});
