import { describe, expect, test } from '@jest/globals';
import { createContext } from '../../src/index.ts';
import { assertPortsFree, describeHeld, heldPorts, type PortFacts } from '../../src/held-ports/find-port-holders.ts';
import { stopHolders } from '../../src/held-ports/stop-holders.ts';
import { aContainer, anInstance, aSandbox } from '../support/a.ts';

const wanted = [{ service: 'db', published: 5432, target: 5432, address: undefined, protocol: 'tcp', choices: 1 }];
const nothing: PortFacts = {
  wanted,
  publishers: [],
  listeners: [],
  instances: [anInstance(), aSandbox()],
  project: 'ktrdr-prod',
};
const publisher = (project: string, container = `${project}-db-1`) => ({
  port: 5432,
  protocol: 'tcp' as const,
  container,
  project,
});
const heldBy = (project: string, taken: readonly number[]) =>
  taken.map((port) => Object.assign(publisher(project), { port }));
const proxy = {
  port: 5432,
  protocol: 'tcp',
  addresses: ['0.0.0.0', '::'],
  process: { pid: 811, name: 'docker-proxy' },
};

test.each<[string, Partial<PortFacts>, string[]]>([
  ['nobody', {}, []],
  ['its own container', { publishers: [publisher('ktrdr-prod')], listeners: [proxy] }, []],
  [
    'another instance of ours, named with its place',
    { publishers: [publisher('ktrdr--feat-x')], listeners: [proxy] },
    ['the sandbox ktrdr--feat-x (/clones/ktrdr--feat-x), container ktrdr--feat-x-db-1'],
  ],
  [
    'a container of a project that we do not know, named before its proxy process',
    { publishers: [publisher('shop')], listeners: [proxy] },
    ['container shop-db-1 of Compose project shop'],
  ],
  ['a container of no project', { publishers: [publisher('', 'postgres')] }, ['container postgres']],
  [
    'a process of this user',
    { listeners: [{ port: 5432, protocol: 'tcp', addresses: ['127.0.0.1'], process: { pid: 811, name: 'postgres' } }] },
    ['process postgres (pid 811) on 127.0.0.1'],
  ],
  [
    'a process of another user',
    { listeners: [{ port: 5432, protocol: 'tcp', addresses: ['127.0.0.1', '::1'] }] },
    ['a process of another user on 127.0.0.1, ::1'],
  ],
  [
    'somebody, where the system tells nothing',
    { listeners: [{ port: 5432, protocol: 'tcp', addresses: [] }] },
    ['a process of another user'],
  ],
  [
    'somebody on another port',
    { publishers: [{ ...publisher('shop'), port: 5433 }], listeners: [{ port: 5433, protocol: 'tcp', addresses: [] }] },
    [],
  ],
])('the port is held by %s', (_, facts, expected) => {
  expect(heldPorts({ ...nothing, ...facts })).toEqual(
    expected.map((holder) => ({ port: 5432, protocol: 'tcp', service: 'db', holder })),
  );
});

test('what Compose itself started in the directory of the instance, under another name, and how it is stopped', () => {
  const byHand = { ...publisher('ktrdr'), workingDirectory: anInstance().path };
  const held = heldPorts({ ...nothing, publishers: [byHand] });
  const holder = 'container ktrdr-db-1 of Compose project ktrdr, started by hand in its directory';
  expect(held).toEqual([{ port: 5432, protocol: 'tcp', service: 'db', holder, projectByHand: 'ktrdr' }]);
  expect(stopHolders(held)).toMatch(/which keeps its volumes: docker compose -p ktrdr down\nThen$/);
  const elsewhere = heldPorts({ ...nothing, publishers: [{ ...byHand, workingDirectory: '/shop' }] });
  expect(stopHolders(elsewhere)).toBe('Stop what holds the port, then');
});

test.each([
  ['udp', ['container game']],
  ['tcp', []],
] as const)('a port that is wanted by UDP and held by %s', (protocol, holders) => {
  const facts: PortFacts = {
    ...nothing,
    wanted: [{ published: 5432, protocol: 'udp', service: 'db' }],
    publishers: [{ ...publisher('', 'game'), protocol }],
  };
  expect(heldPorts(facts).map(({ holder }) => holder)).toEqual(holders);
});

test('a UDP port is told from a TCP one of the same number', () => {
  const held = [
    { port: 53, protocol: 'udp', service: 'dns', holder: 'container dns' },
    { port: 80, protocol: 'tcp', service: 'web', holder: 'container dns' },
  ];
  expect(describeHeld(held)).toBe('ports 53/udp (dns), 80 (web) are held by container dns');
});

describe('of a range, from which the Engine chooses', () => {
  const choice = { service: 'db', target: 80, address: undefined, protocol: 'tcp', choices: 2 };
  const ports = [
    { ...choice, published: 7000 },
    { ...choice, published: 7001 },
  ];
  const context = createContext({
    env: { DOCKER_HOST: 'tcp://elsewhere:2375', HOME: '/nowhere' },
    run: async (command) => await Promise.reject(new Error(`not expected: ${command}`)),
    command: 'a test',
  });
  /** Asked again, the Engine tells what is said then. */
  const check = async (taken: readonly number[], again = [heldBy('shop', taken)]): Promise<void> => {
    const [state, last] = [again.length > 1 ? 'created' : 'running', again.at(-1) ?? []];
    const docker = {
      ...context.docker,
      containers: async () => await Promise.resolve([aContainer({ state })]),
      publishers: async () => await Promise.resolve(again.shift() ?? last),
    };
    const publishers = Promise.resolve(heldBy('shop', taken));
    await assertPortsFree({ ...context, docker }, anInstance(), { ports, publishers, orphans: [] });
  };

  test('one that is free is enough', async () => await check([7000]));

  test('none is free', async () => {
    await expect(check([7000, 7001])).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringMatching(/7000 \(db\), 7001 \(db\)/),
    });
  });

  test('its own container that the Engine is just starting has them, as is seen when it is asked again', async () => {
    const own = heldBy(anInstance().id, [7000, 7001]);
    await check([7000, 7001], [heldBy('shop', [7000, 7001]), own]);
  });
});
