import { expect, test } from '@jest/globals';
import type { Container, Network } from '@ktrdr/compose-runner';
import { planConnections } from '../../../src/start/shared-networks/plan-connections.ts';
import { aContainer } from '../../support/a.ts';

const attachments = [{ service: 'backend', network: 'devops', aliases: ['ktrdr-api'] }];
const network: Network = { id: 'n1', name: 'devops', driver: 'bridge', internal: false, ipv6: false, members: [] };

const on = (aliases: readonly string[], networkId = 'n1'): Partial<Container> => ({
  id: '0123456789abcdef',
  networks: [{ network: 'devops', networkId, aliases, names: aliases }],
});

test.each<[string, Partial<Container>, boolean[]]>([
  ['one that is not on it', {}, [false]],
  ['one that is', on(['ktrdr-api']), []],
  ['one that has not run yet', on(['ktrdr-api'], ''), []],
  ['one with the names that the Engine adds', on(['ktrdr-api', '0123456789ab', 'ktrdr-prod-backend-1']), []],
  ["one that is on it with its service's name, as Compose does it", on(['ktrdr-api', 'backend']), [true]],
  ['one without a name that it should have', on([]), [true]],
  ['one on a network that was made anew', on(['ktrdr-api'], 'n0'), [true]],
  ['one of another service', { service: 'db' }, []],
  ['one that runs a single command', { oneOff: true }, []],
])('%s', (_, different, expected) => {
  const found = planConnections(attachments, { containers: [aContainer(different)], networks: [network] });
  expect(found.map(({ anew }) => anew)).toEqual(expected);
});

test.each<[string, Partial<Container>, boolean[]]>([
  ['one that somebody has taken off it', {}, [false]],
  ['one that Compose has put on it', on(['backend', 'db-user']), []],
])("a network of the project's: %s", (_, different, expected) => {
  const found = planConnections([{ service: 'backend', network: 'devops', aliases: [], isOwn: true }], {
    containers: [aContainer(different)],
    networks: [network],
  });
  expect(found.map(({ anew }) => anew)).toEqual(expected);
});
