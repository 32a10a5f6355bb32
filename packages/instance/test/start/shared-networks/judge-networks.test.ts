import { describe, expect, test } from '@jest/globals';
import type { ComposeConfig, ComposeService, Container, Network } from '@ktrdr/compose-runner';
import { isAskedBefore, judgeMemberships, judgeNeighbours } from '../../../src/start/shared-networks/judge-networks.ts';
import { planNetworks } from '../../../src/start/shared-networks/plan-networks.ts';
import { aConfig, aContainer, anInstance } from '../../support/a.ts';

const PROJECT = 'ktrdr--feat-x';

function configWith(
  service: ComposeService = {},
  shared: Record<string, unknown> | null = null,
  own: NonNullable<ComposeConfig['networks']>[string] = {},
): ComposeConfig {
  return aConfig(
    { backend: { ...service, networks: { own: null, shared } }, db: { networks: { own: { aliases: ['store'] } } } },
    { networks: { own: { name: `${PROJECT}_own`, ...own }, shared: { name: 'devops', external: true } } },
  );
}

const aNetwork = (different: Partial<Network> = {}): Network => ({
  id: 'n1',
  name: 'devops',
  driver: 'bridge',
  internal: false,
  ipv6: false,
  members: [{ id: 'id-of-other', name: 'other', addresses: ['10.9.0.4'] }],
  ...different,
});

const aNeighbour = (names: readonly string[], different: Partial<Container> = {}): Container =>
  aContainer({
    id: 'id-of-other',
    name: 'other',
    project: 'elsewhere',
    workingDirectory: '/clones/elsewhere',
    networks: [{ network: 'devops', networkId: 'n1', aliases: names, names }],
    ...different,
  });

describe('what the file alone makes impossible', () => {
  test.each<[string, ComposeConfig, RegExp]>([
    [
      "a service's name as an alias",
      configWith({}, { aliases: ['db'] }),
      /services\.backend\.networks \(devops\) has the alias db/,
    ],
    ["a service's name as a host name", configWith({ hostname: 'backend' }), /services\.backend\.hostname is backend/],
    ['a fixed hardware address', configWith({}, { mac_address: '02:00:00:00:00:01' }), /fixes the address 02:00/],
  ])('%s', (_, config, expected) => {
    const findings = judgeMemberships(config, planNetworks(config, PROJECT));
    expect(findings).toMatchObject([{ refuses: true, text: expect.stringMatching(expected) }]);
  });

  test('other names are possible', () => {
    const config = configWith({ hostname: 'host-a' }, { aliases: ['ktrdr-api'] });
    expect(judgeMemberships(config, planNetworks(config, PROJECT))).toEqual([]);
  });
});

describe('who else is on the shared network', () => {
  const judge = (config: ComposeConfig, neighbour: Container, network = aNetwork()) =>
    judgeNeighbours(config, planNetworks(config, PROJECT), {
      networks: [network],
      neighbours: [neighbour],
      instances: [anInstance()],
    });

  test('a collector, with names of its own', () => {
    expect(judge(configWith(), aNeighbour(['other', 'collector']))).toEqual([]);
  });

  test.each([
    [
      "a service's name",
      ['other', 'backend', 'db'],
      /^Container other of project elsewhere \(\/clones\/elsewhere\) answers to backend, db on network devops/,
    ],
    ['what the file calls a service', ['store'], /answers to store/],
  ])('one that answers to %s is warned of', (_, names, expected) => {
    expect(judge(configWith(), aNeighbour(names))).toMatchObject([
      {
        refuses: false,
        text: expect.stringMatching(expected),
        hint: 'Stop it, or disconnect it from that network: docker network disconnect devops other',
      },
    ]);
  });

  test('another instance is told how to start without such names', () => {
    const [finding] = judge(configWith(), aNeighbour(['backend'], { project: 'ktrdr-prod' }));
    expect(finding?.hint).toBe('ktrdr up ktrdr-prod starts that instance without such names.');
  });

  test.each<[string, ComposeConfig, Network]>([
    ['own one is internal', configWith({}, null, { internal: true }), aNetwork()],
    ['shared one has IPv6', configWith(), aNetwork({ ipv6: true })],
    ['shared one is an overlay', configWith(), aNetwork({ driver: 'overlay' })],
  ])('one whose names are asked first, because the %s, is refused', (_, config, network) => {
    expect(judge(config, aNeighbour(['backend']), network)).toMatchObject([{ refuses: true }]);
  });

  test.each<[string, ComposeConfig, readonly string[], RegExp]>([
    [
      'an alias',
      configWith({}, { aliases: ['ktrdr-api'] }),
      ['ktrdr-api'],
      /has ktrdr-api on network devops, which the Compose file gives to service backend/,
    ],
    ['a host name', configWith({ hostname: 'host-a' }), ['host-a'], /has host-a/],
    ['a fixed address', configWith({}, { ipv4_address: '10.9.0.4' }), [], /has 10\.9\.0\.4/],
  ])('one that has %s which the file gives is refused', (_, config, names, expected) => {
    expect(judge(config, aNeighbour(names))).toMatchObject([{ refuses: true, text: expect.stringMatching(expected) }]);
  });

  test.each([
    ['another instance', 'ktrdr-prod', 'ktrdr down ktrdr-prod'],
    ['anything else', 'elsewhere', 'docker network disconnect devops other'],
  ])('where %s has what the file gives, that has to go, or the file to change', (_, project, command) => {
    const [finding] = judge(configWith({}, { aliases: ['ktrdr-api'] }), aNeighbour(['ktrdr-api'], { project }));
    expect(finding?.hint).toMatch(/that only this instance has, or none/);
    expect(finding?.hint?.endsWith(`: ${command}`)).toBe(true);
  });
});

// As tried on Engines 26.1 and 28.5.
test.each<[string, Parameters<typeof isAskedBefore>[0], Partial<Network>, boolean]>([
  ['by name', { name: '0-a', internal: false, ipv6: false }, {}, true],
  ['by name, after it', { name: 'zoo', internal: false, ipv6: false }, {}, false],
  ['an internal one last', { name: '0-a', internal: true, ipv6: false }, {}, false],
  ['before an internal one', { name: 'zoo', internal: false, ipv6: false }, { internal: true }, true],
  ['IPv6 as well as IPv4 first', { name: 'zoo', internal: false, ipv6: true }, {}, true],
  ['IPv6 in the shared one', { name: '0-a', internal: false, ipv6: false }, { ipv6: true }, false],
])('the DNS asks %s', (_, own, different, expected) => {
  expect(isAskedBefore(own, aNetwork(different))).toBe(expected);
});
