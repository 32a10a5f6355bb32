import { describe, expect, test } from '@jest/globals';
import type { ComposeConfig } from '@ktrdr/compose-runner';
import { networkOverlay } from '../../../src/start/overlay/network-overlay.ts';
import { Override } from '../../../src/start/overlay/overlay.ts';
import { planNetworks } from '../../../src/start/shared-networks/plan-networks.ts';
import { aConfig } from '../../support/a.ts';

const PROJECT = 'ktrdr--feat-x';
const plan = (config: ComposeConfig) => planNetworks(config, PROJECT);
const overlay = (config: ComposeConfig) => networkOverlay(config, plan(config));
const own = (key = 'own') => ({ [key]: { name: `${PROJECT}_${key}` } });
const shared = (name = 'devops') => ({ shared: { name, external: true } });

describe('left as it is', () => {
  test.each<[string, ComposeConfig]>([
    ['a file with the default network', aConfig({ a: { networks: { default: null } } }, { networks: own('default') })],
    ['a network mode', aConfig({ a: {} }, { networks: {} })],
    [
      'a name of its own for this project',
      aConfig({ a: { networks: { own: null } } }, { networks: { own: { name: `net-${PROJECT}` } } }),
    ],
    [
      "the Engine's own networks",
      aConfig({ a: { networks: { host: null } } }, { networks: { host: { name: 'host', external: true } } }),
    ],
  ])('%s', (_, config) => {
    expect(overlay(config)).toEqual({});
    expect(plan(config).attachments).toEqual([]);
  });
});

test('services leave the shared network, and keep their own with what the file says of them', () => {
  const config = aConfig(
    { a: { networks: { own: { aliases: ['first'] }, shared: { aliases: ['x'] } } }, db: { networks: { own: null } } },
    { networks: { ...own(), ...shared() } },
  );
  const name = `0-${PROJECT}_own`;
  expect(overlay(config)).toEqual({
    services: {
      a: {
        networks: new Override({ own: { aliases: ['first'] } }),
        labels: { 'ktrdr.networks': `${name} devops` },
      },
      // Its network has another name: without the label, Compose would leave its container where it is.
      db: { labels: { 'ktrdr.networks': name } },
    },
    networks: { own: { name } },
  });
  expect(plan(config).attachments).toMatchObject([{ service: 'a', network: 'devops', aliases: ['x'] }]);
});

test.each([
  ['devops', `0-${PROJECT}_own`],
  ['observability', `${PROJECT}_own`],
  ['0-all', `0--${PROJECT}_own`],
  ['0', `${PROJECT}_own`],
])('beside a shared network %s the own one is %s', (name, expected) => {
  const config = aConfig({ a: { networks: { own: null, shared: null } } }, { networks: { ...own(), ...shared(name) } });
  expect(plan(config).own.map((one) => one.name)).toEqual([expected]);
});

test('a fixed name would be every instance’s', () => {
  const config = aConfig({ a: { networks: { own: null } } }, { networks: { own: { name: 'ktrdr-net' } } });
  expect(overlay(config)).toMatchObject({ networks: { own: { name: `${PROJECT}_own` } } });
});

describe('services that met on the shared network alone', () => {
  test.each<[string, ComposeConfig, Record<string, string[]>]>([
    [
      'one that is nowhere else',
      aConfig({ a: { networks: { shared: null } } }, { networks: shared() }),
      { a: ['shared-own'] },
    ],
    [
      'two of different networks',
      aConfig(
        { a: { networks: { own: null, shared: null } }, b: { networks: { other: null, shared: null } } },
        { networks: { ...own(), ...own('other'), ...shared() } },
      ),
      { a: ['own', 'shared-own'], b: ['other', 'shared-own'] },
    ],
    [
      'two that are together elsewhere',
      aConfig(
        { a: { networks: { own: null, shared: null } }, b: { networks: { own: null, shared: null } } },
        { networks: { ...own(), ...shared() } },
      ),
      { a: ['own'], b: ['own'] },
    ],
    [
      'all, because the default network is the shared one',
      aConfig({ a: { networks: { default: null } } }, { networks: { default: { name: 'devops', external: true } } }),
      { a: ['default-own'] },
    ],
    [
      'where the file has a network of that name',
      aConfig(
        { a: { networks: { shared: null } }, b: { networks: { 'shared-own': null } } },
        { networks: { ...shared(), ...own('shared-own') } },
      ),
      { a: ['shared-own-own'] },
    ],
  ])('%s', (_, config, expected) => {
    const { memberships } = plan(config);
    expect(Object.fromEntries([...memberships].map(([service, networks]) => [service, Object.keys(networks)]))).toEqual(
      expected,
    );
  });

  test('a network that is made for them is named like the others', () => {
    const config = aConfig({ a: { networks: { shared: null } } }, { networks: shared() });
    expect(overlay(config).networks).toEqual({ 'shared-own': { name: `0-${PROJECT}_shared-own` } });
  });
});

test('what the file says of a place on the shared network goes with it', () => {
  const config = aConfig(
    {
      a: {
        hostname: 'host-a',
        networks: {
          own: null,
          shared: {
            aliases: ['x$$y'],
            ipv4_address: '10.9.0.4',
            driver_opts: { mtu: 1400 },
            mac_address: '02:00:00:00:00:01',
          },
        },
      },
    },
    { networks: { ...own(), ...shared() } },
  );
  expect(plan(config).attachments).toEqual([
    {
      service: 'a',
      network: 'devops',
      aliases: ['x$y'],
      ipv4: '10.9.0.4',
      ipv6: undefined,
      linkLocal: [],
      driverOptions: { mtu: '1400' },
      mac: '02:00:00:00:00:01',
      hostname: 'host-a',
    },
  ]);
  expect(overlay(config).services?.['a']?.labels).toEqual({ 'ktrdr.networks': `0-${PROJECT}_own devops=10.9.0.4` });
});
