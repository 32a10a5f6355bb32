import { expect, test } from '@jest/globals';
import type { Container } from '@ktrdr/compose-runner';
import { lostAttachments } from '../../../src/start/shared-networks/lost-attachments.ts';
import { planNetworks } from '../../../src/start/shared-networks/plan-networks.ts';
import { aConfig, aContainer } from '../../support/a.ts';

const on = (service: string, ...networks: string[]): Container =>
  aContainer({
    service,
    networks: networks.map((name) => ({ network: name, networkId: name, aliases: [service], names: [service] })),
  });

const config = aConfig(
  {
    backend: { networks: { default: null, data: { aliases: ['api'], ipv4_address: '10.0.0.7' }, shared: null } },
    db: { networks: { data: null } },
    host: {},
  },
  { networks: { default: null, data: null, shared: { name: 'devops', external: true } } },
);
const plan = planNetworks(config, 'p');
const [usual = '', data = ''] = plan.own.map(({ name }) => name);
const lost = (...containers: Container[]) =>
  lostAttachments(config, plan, containers).map(({ service, network }) => [service, network]);

test('a container that is where the file has it has lost nothing; nor has one without networks, or none at all', () => {
  expect(lost(on('backend', usual, data, 'devops'), on('db', data), on('host'))).toEqual([]);
  expect(lost()).toEqual([]);
});

test('what somebody has taken a container off; shared networks are looked after elsewhere', () => {
  expect(lost(on('backend', usual), on('db'))).toEqual([
    ['backend', data],
    ['db', data],
  ]);
});

test('the second of two containers', () => {
  expect(lost(on('db', data), on('db'))).toEqual([['db', data]]);
});

test("with the service's name, as Compose does it, and what the file says", () => {
  expect(lostAttachments(config, plan, [on('backend', usual)])).toMatchObject([
    { network: data, aliases: ['backend', 'api'], ipv4: '10.0.0.7', isOwn: true },
  ]);
});
