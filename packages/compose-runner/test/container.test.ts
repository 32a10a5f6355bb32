import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import type { Container } from '../src/index.ts';
import { createEngine } from '@ktrdr/engine';
import { toContainer } from '../src/container.ts';
import { fakeConnection } from './support/fake-connection.ts';
import { fixture } from './support/fixture.ts';

const raw = z.array(z.looseObject({ Id: z.string() })).parse(JSON.parse(fixture('inspect.json')));
const containers: readonly Omit<Container, 'stray'>[] = await Promise.all(raw.map(read));

/** What becomes of an answer of the Engine. */
async function read(answer: object): Promise<Omit<Container, 'stray'>> {
  const engine = createEngine(fakeConnection({ '/containers/a/json': answer }));
  const found = await engine.inspectContainer('a');
  if (found === undefined) throw new Error('it is there');
  return toContainer(found);
}

function containerOf(service: string): Omit<Container, 'stray'> {
  const found = containers.find((container) => container.service === service && !container.oneOff);
  if (found === undefined) throw new Error(`no container of ${service}`);
  return found;
}

describe('a container, of what docker inspect prints', () => {
  test('names, project and directory', () => {
    expect(containerOf('db')).toMatchObject({
      id: '32dee4f3a32066d8cdb049611b90552ea6f586cfc81555aa9b1e8354a18ee34e',
      name: 'fixture-capture-db-1',
      project: 'fixture-capture',
      workingDirectory: '/home/me/ktrdr',
      image: 'ktrdr-test-app:c655c1db1fed',
      imageId: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      oneOff: false,
    });
  });

  test('the names of its variables, without the empty ones', () => {
    const { variables } = containerOf('db');
    expect(variables).toContain('POSTGRES_PASSWORD');
    expect(variables).not.toContain('EMPTY');
  });

  test('the values of its variables to who asks for them, and not to who prints it', () => {
    const db = containerOf('db');
    expect(db.environment()).toMatchObject({ POSTGRES_PASSWORD: 'a$b', EMPTY: '' });
    expect(JSON.stringify(db)).not.toContain('a$b');
    expect(inspect(db, { depth: null, showHidden: true })).not.toContain('a$b');
  });

  test('published ports of every address; what is only exposed is none', () => {
    expect(containerOf('backend').ports).toEqual(
      expect.arrayContaining([
        { published: 41000, target: 8000, address: '0.0.0.0' },
        { published: 41000, target: 8000, address: '::' },
        { published: 41003, target: 5003, address: '127.0.0.1' },
        // Chosen by the Engine.
        { published: 32768, target: 9999, address: '0.0.0.0' },
      ]),
    );
    expect(containerOf('unprobed').ports).toEqual([]);
  });

  test.each<[string, string, Partial<Omit<Container, 'stray'>>]>([
    [
      'runs and is healthy',
      'db',
      {
        state: 'running',
        health: {
          status: 'healthy',
          lastProbe: { startedAt: '2026-11-22T02:55:29.077568717Z', exitCode: 0, output: 'ready' },
        },
      },
    ],
    [
      'fails its probe within the start period',
      'backend',
      {
        state: 'running',
        restartPolicy: 'unless-stopped',
        health: {
          status: 'starting',
          lastProbe: { startedAt: '2026-11-22T02:55:29.003478118Z', exitCode: 7, output: 'cannot connect' },
        },
      },
    ],
    [
      'is unhealthy',
      'unhealthy',
      {
        state: 'running',
        health: {
          status: 'unhealthy',
          lastProbe: { startedAt: '2026-11-22T02:55:29.081163051Z', exitCode: 1, output: 'no answer' },
        },
      },
    ],
    ['runs without a health check', 'unprobed', { state: 'running', health: undefined, restartPolicy: 'no' }],
    ['did its work', 'migrate', { state: 'exited', exitCode: 0, restartPolicy: 'on-failure', outOfMemory: false }],
    ['failed', 'crash', { state: 'exited', exitCode: 3, restartPolicy: 'no', startError: '' }],
    ['is restarted again and again', 'loop', { state: 'restarting', exitCode: 4, restartPolicy: 'always' }],
    ['ran out of memory', 'greedy', { state: 'exited', exitCode: 137, outOfMemory: true }],
  ])('%s: %s', (_, service, expected) => {
    expect(containerOf(service)).toMatchObject(expected);
  });

  test('could not be started: the Engine says why', () => {
    const { state, startError, startedAt } = containerOf('late');
    expect(state).toBe('created');
    expect(startedAt).toBeUndefined();
    expect(startError).toMatch(/Bind for 0\.0\.0\.0:41432 failed: port is already allocated$/);
  });

  test('how often it was restarted', () => {
    expect(containerOf('loop').restartCount).toBe(9);
    expect(containerOf('db').restartCount).toBe(0);
  });

  test('what `docker compose run` made is a one-off', () => {
    expect(containers.filter(({ oneOff }) => oneOff).map(({ name }) => name)).toEqual([
      'fixture-capture-migrate-run-5c3387ec540a',
    ]);
  });
});

test('a container that Compose did not make has no project, service or directory', async () => {
  const bare = {
    Id: 'a1',
    Name: '/alone',
    Image: 'sha256:made-of',
    RestartCount: 0,
    Config: { Image: 'alpine', Tty: false, Labels: null, Env: null },
    HostConfig: { RestartPolicy: { Name: '' } },
    NetworkSettings: { Ports: { '80/tcp': null } },
    State: { Status: 'running', ExitCode: 0, OOMKilled: false, Error: '', StartedAt: '', FinishedAt: '' },
  };
  expect(await read(bare)).toMatchObject({
    name: 'alone',
    project: '',
    service: '',
    workingDirectory: undefined,
    variables: [],
    restartPolicy: 'no',
    user: '',
    memoryLimit: 0,
    health: undefined,
    ports: [],
    networks: [],
    lostNetwork: undefined,
    binds: [],
  });
});

test('a start that its client gave up is no fault of the container', async () => {
  const [first] = raw;
  const state = z.record(z.string(), z.unknown()).parse(first?.['State']);
  const given = async (Error: string) => (await read({ ...first, State: { ...state, Error } })).startError;
  expect(await given('context canceled')).toBe('');
  expect(await given('failed to mount: context canceled')).toBe('failed to mount: context canceled');
});

test('health without a probe so far', async () => {
  const [first] = raw;
  const state = z.record(z.string(), z.unknown()).parse(first?.['State']);
  const fresh = { ...first, State: { ...state, Health: { Status: 'starting', Log: [] } } };
  expect((await read(fresh)).health).toEqual({ status: 'starting', lastProbe: undefined });
  const noLog = { ...first, State: { ...state, Health: { Status: 'starting', Log: null } } };
  expect((await read(noLog)).health).toEqual({ status: 'starting', lastProbe: undefined });
});

test.each([
  ['the network that it is on', 'own', undefined],
  ['that network by its id', '7f3a', undefined],
  ['one that it is not on', 'other', 'other'],
  ['nothing', '', undefined],
  ["the Engine's own", 'bridge', undefined],
  ["another container's", 'container:0a1b', undefined],
])('a container made for %s', async (_, NetworkMode, expected) => {
  const [first] = raw;
  const NetworkSettings = { Networks: { own: { NetworkID: '7f3a', Aliases: null, DNSNames: null } } };
  expect((await read({ ...first, HostConfig: { NetworkMode }, NetworkSettings })).lostNetwork).toBe(expected);
});

test('the networks of a container, with all of its names there (Engine 26.1.5)', async () => {
  const Networks = {
    own: { NetworkID: '2e6986ba', Aliases: ['p-a-1', 'a'], DNSNames: ['p-a-1', 'a', '307d8bf3bd5e'] },
    devops: { NetworkID: '', Aliases: null, DNSNames: null },
  };
  expect((await read({ ...raw[0], NetworkSettings: { Ports: {}, Networks } })).networks).toEqual([
    { network: 'own', networkId: '2e6986ba', aliases: ['p-a-1', 'a'], names: ['p-a-1', 'a', '307d8bf3bd5e'] },
    { network: 'devops', networkId: '', aliases: [], names: [] },
  ]);
});

test.each<[string, string, object]>([
  ['what was noted of its mounts', '{"/app/data":"1:2","/other":"3:4"}', { noted: '1:2' }],
  ['what an earlier version noted of all of them', '0123456789012345', {}],
  ['what somebody else wrote there', '{"/app/data":1', {}],
])('%s', async (_, label, noted) => {
  const [first] = raw;
  const config = z.record(z.string(), z.unknown()).parse(first?.['Config']);
  const Mounts = [{ Type: 'bind', Source: '/x/data', Destination: '/app/data' }];
  const { binds } = await read({ ...first, Config: { ...config, Labels: { 'ktrdr.mounts': label } }, Mounts });
  expect(binds).toEqual([{ source: '/x/data', target: '/app/data', ...noted }]);
});
