import { expect, test } from '@jest/globals';
import type { ComposeService } from '@ktrdr/compose-runner';
import { Override, RESET } from '../../../src/start/overlay/overlay.ts';
import { type OverlayOptions, planOverlay } from '../../../src/start/overlay/plan-overlay.ts';
import { aConfig } from '../../support/a.ts';

// Constants: another value at every start would recreate the containers.
const PROBED = { healthcheck: { start_period: '600s', start_interval: '1s' } };
const INIT = { init: true };
/** The image's own health check is for the process that the sleep replaces. */
const SLEEP = { ...INIT, healthcheck: { disable: true } };
const NETWORKS = { own: [], memberships: new Map(), attachments: [] };
const USUAL = { absent: [], images: { builds: [], named: [] }, networks: NETWORKS, volumes: {} };
const check = { test: ['CMD', 'true'], interval: '30s' };

/** What is added to a service that is restarted: the others get a label besides. */
function additions(service: ComposeService, options: OverlayOptions = USUAL): unknown {
  return planOverlay(aConfig({ one: { restart: 'unless-stopped', ...service } }), options).services?.['one'];
}

test.each<[string, ComposeService, unknown]>([
  ['a health check', { healthcheck: check }, PROBED],
  ['one that has its own times', { healthcheck: { ...check, start_period: '5s', start_interval: '5s' } }, PROBED],
  ['one that is disabled', { healthcheck: { disable: true } }, undefined],
  ['one that is disabled by NONE', { healthcheck: { test: ['NONE'] } }, undefined],
  ["one without a test, which leaves the image's", { healthcheck: { interval: '5s' } }, undefined],
  ['none', {}, undefined],
  ['a bare sleep', { command: ['sleep', 'infinity'] }, SLEEP],
  ['a bare sleep by its path', { command: ['/bin/sleep', '1000'] }, SLEEP],
  ['a bare sleep as entrypoint', { entrypoint: ['/usr/bin/sleep'], command: ['1000'] }, SLEEP],
  ['a sleep that is given to an entrypoint', { entrypoint: ['entry.sh'], command: ['sleep', '1000'] }, undefined],
  ['a sleep that has said about init', { command: ['sleep', '9'], init: false }, { healthcheck: { disable: true } }],
  ['a sleep with an init already', { command: ['sleep', '9'], init: true }, { healthcheck: { disable: true } }],
  ['a sleep that is not probed', { command: ['sleep', '9'], healthcheck: { disable: true } }, INIT],
  ['a command that only begins alike', { command: ['sleepy'] }, undefined],
  ['a health check and a bare sleep', { command: ['sleep', '9'], healthcheck: check }, { ...PROBED, ...INIT }],
])('a service with %s', (_, service, expected) => {
  expect(additions(service)).toEqual(expected);
});

test('nothing is touched that has not to be', () => {
  const config = aConfig({
    db: {
      restart: 'always',
      healthcheck: check,
      image: 'postgres',
      volumes: [{ type: 'volume', source: 'data', target: '/data' }],
    },
    grafana: { restart: 'unless-stopped' },
  });
  expect(planOverlay(config, USUAL)).toEqual({ services: { db: PROBED } });
});

test.each<[ComposeService, string | undefined]>([
  [{}, 'no'],
  [{ restart: 'no' }, 'no'],
  [{ restart: 'on-failure:3' }, 'on-failure'],
  [{ restart: 'always' }, undefined],
  [{ deploy: { restart_policy: { condition: 'none' } }, restart: 'always' }, 'no'],
  [{ deploy: { restart_policy: { condition: 'on-failure' } } }, 'on-failure'],
  [{ deploy: { restart_policy: { condition: 'any' } } }, undefined],
  [{ deploy: { replicas: 2 }, restart: 'unless-stopped' }, undefined],
])('a label says that a service is not restarted, and how: %j', (service, policy) => {
  const labelled = policy === undefined ? {} : { services: { one: { labels: { 'ktrdr.restart-policy': policy } } } };
  expect(planOverlay(aConfig({ one: service }), USUAL)).toEqual(labelled);
});

test('a service that must have no container is scaled to none, and needs nothing', () => {
  const absent = {
    scale: 0,
    deploy: { replicas: 0 },
    build: RESET,
    pull_policy: 'never',
    depends_on: RESET,
    networks: RESET,
    network_mode: 'none',
    volumes: RESET,
  };
  expect(planOverlay(aConfig({}), { ...USUAL, absent: ['two'] })).toEqual({
    services: { two: absent },
  });
  expect(
    planOverlay(aConfig({ one: { restart: 'always', healthcheck: check } }), {
      ...USUAL,
      absent: ['two', 'three'],
    }),
  ).toEqual({
    services: { one: PROBED, two: absent, three: absent },
  });
});

test('nothing depends on a service without a container', () => {
  const db = { condition: 'service_healthy', required: true, restart: true };
  const jaeger = { condition: 'service_started', required: false };
  const restart = 'always';
  const config = aConfig({
    db: { restart },
    backend: { restart, depends_on: { db, jaeger } },
    worker: { restart, depends_on: { jaeger } },
    other: { restart, depends_on: { db } },
  });
  expect(planOverlay(config, { ...USUAL, absent: ['jaeger'] }).services).toMatchObject({
    backend: { depends_on: new Override({ db }) },
    worker: { depends_on: RESET },
  });
  expect(Object.keys(planOverlay(config, { ...USUAL, absent: ['jaeger'] }).services ?? {}).toSorted()).toEqual([
    'backend',
    'jaeger',
    'worker',
  ]);
});
