import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { dockerFailed } from '@ktrdr/engine';
import * as z from 'zod/mini';
import { createDocker, type Docker, engineFailure } from '../src/index.ts';
import { fakeConnection } from './support/fake-connection.ts';
import { type Answer, fakeRun, resultOf } from './support/fake-run.ts';
import { fixture } from './support/fixture.ts';
import { dockerOn, dockerThat, env, failing, listed } from './support/docker-on.ts';

const LIST = '/containers/json com.docker.compose.project';
const DB = '32dee4f3a32066d8cdb049611b90552ea6f586cfc81555aa9b1e8354a18ee34e';
/** The containers of the fixture, by their ids. */
const inspected = z
  .array(z.looseObject({ Id: z.string() }))
  .parse(JSON.parse(fixture('inspect.json')))
  .map((one) => [`/containers/${one.Id}/json`, one] as const);
const aDatabase = (config: object) => {
  const found = inspected.map(([, one]) => one).find(({ Id }) => Id === DB);
  return { ...found, Config: Object.assign({}, found?.['Config'], config) };
};
const allIds = inspected.map(([, { Id }]) => Id);

describe('how docker is run', () => {
  test('with the environment given, from the root, which is always there', async () => {
    const { docker, calls } = dockerThat({ 'docker info': 'well' });
    expect((await docker.command(['info'])).stdout).toBe('well');
    expect(calls[0]?.options).toEqual({ env, cwd: '/' });
  });

  test.each([
    [{ context: 'big' }, 'docker --context big info'],
    [{ host: 'ssh://me@big' }, 'docker --host ssh://me@big info'],
  ])('the Engine %p comes first', async (address, line) => {
    const { docker, calls } = dockerThat({ [line]: '' }, address);
    await docker.command(['info']);
    expect(calls.map((call) => call.line)).toEqual([line]);
  });

  test.each<[string, (docker: Docker) => Promise<unknown>]>([
    ['containers', async (docker) => await docker.containers('p')],
    ['containers by their ids', async (docker) => await docker.inspect(['a1'])],
    ['summaries', async (docker) => await docker.summaries('p')],
    ['volumes', async (docker) => await docker.volumes('p')],
    ['networks', async (docker) => await docker.networks('p')],
    ['publishers', async (docker) => await docker.publishers()],
    ['the id', async (docker) => await docker.identity()],
    ['parts of a project', async (docker) => await docker.parts('p')],
    ['volumes by their names', async (docker) => await docker.volumesNamed(['a'])],
    ['whether there is a volume', async (docker) => await docker.volumeExists('a')],
    ['whether there is a network', async (docker) => await docker.networkExists('a')],
    ['networks by their names', async (docker) => await docker.inspectNetworks(['a'])],
    ['ids of images', async (docker) => await docker.imageIds(['a:1'])],
    ['images by their ids', async (docker) => await docker.inspectImages(['sha256:1'])],
  ])('an Engine that does not answer is an error, never an empty answer: %s', async (_, ask) => {
    const unreachable = engineFailure('ask', resultOf(failing));
    const connection = { ...fakeConnection({}).connection, answer: async () => await Promise.reject(unreachable) };
    const docker = createDocker({ env, run: async () => await Promise.resolve(resultOf(failing)), connection });
    await expect(ask(docker)).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
  });
});

describe('containers', () => {
  test('of a project, without one-offs', async () => {
    const { docker } = dockerOn({
      [`${LIST}=fixture-capture`]: allIds.map((id) => listed(id)),
      ...Object.fromEntries(inspected),
    });
    const found = await docker.containers('fixture-capture');
    expect(found).toHaveLength(11);
    expect(found.filter(({ oneOff }) => oneOff)).toEqual([]);
  });

  test('none, and inspect is not asked', async () => {
    const { docker, asked } = dockerOn({ [`${LIST}=empty`]: [] });
    expect(await docker.containers('empty')).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  test('one that went away in between is left out', async () => {
    const { docker } = dockerOn({
      [LIST]: [listed(DB), listed('b2')],
      ...Object.fromEntries(inspected),
      '/containers/b2/json': undefined,
    });
    expect(await docker.containers()).toHaveLength(1);
  });

  test('inspect that fails is an error', async () => {
    const { docker } = dockerOn({
      [LIST]: [listed('a1')],
      '/containers/a1/json': engineFailure('inspect', resultOf(failing)),
    });
    await expect(docker.containers()).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
  });
});

describe('who the Engine is', () => {
  const info = { ServerVersion: '26.1.5', MemTotal: 1, NCPU: 1, DockerRootDir: '/' };

  test.each([
    ['a clock that is ahead', { ID: 'one', SystemTime: '2999-01-02T03:04:05.123456789Z' }, 'one', expect.any(Number)],
    ['no clock', { ID: 'one' }, 'one', 0],
    ['no id', { ID: '' }, '', 0],
  ])('%s', async (_, said, id, clockAheadMs) => {
    const { docker } = dockerOn({ '/info': { ...info, ...said } });
    expect(await docker.identity()).toEqual({ id, clockAheadMs });
  });
});

const dockerOfVersion = (version: unknown, answers: Readonly<Record<string, Answer>>) =>
  createDocker({ env, run: fakeRun(answers).run, connection: fakeConnection({ '/version': version }).connection });
const saidVersion = (Version: string) => ({ Version, ApiVersion: '1.45', Os: 'linux', Arch: 'amd64' });

describe('versions', () => {
  const compose = { 'docker compose version --short': 'v2.28.1\n' };

  test.each([
    ['26.1.5+dfsg1', '2.26.1-4\n', { engine: '26.1.5+dfsg1', compose: '2.26.1-4' }],
    ['27.0.3', 'v2.28.1\n', { engine: '27.0.3', compose: '2.28.1' }],
  ])('%p and %p', async (engine, output, expected) => {
    const docker = dockerOfVersion(saidVersion(engine), { 'docker compose version --short': output });
    expect(await docker.versions()).toEqual(expected);
  });

  test('without an Engine', async () => {
    const docker = dockerOfVersion(engineFailure('ask', resultOf(failing)), compose);
    await expect(docker.versions()).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
  });

  test('without Compose', async () => {
    const stderr = "docker: 'compose' is not a docker command.\n";
    const docker = dockerOfVersion(saidVersion('27.0.3'), {
      'docker compose version --short': { exitCode: 1, stderr },
    });
    await expect(docker.versions()).rejects.toMatchObject({ code: 'COMPOSE_MISSING' });
  });
});

test('an Engine that does not answer tells nothing of its machine; an interrupt is thrown', async () => {
  const { docker } = dockerOn({ '/info': engineFailure('ask', resultOf(failing)) });
  expect(await docker.machine()).toBeUndefined();
  await expect(dockerOn({ '/info': new Error('Ctrl-C') }).docker.machine()).rejects.toThrow('Ctrl-C');
});

test('what the machine of the Engine has', async () => {
  const info = { ServerVersion: '26.1.5', MemTotal: 16e9, NCPU: 2, DockerRootDir: '/var/lib/docker' };
  const { docker } = dockerOn({ '/info': info });
  expect(await docker.machine()).toMatchObject({ version: '26.1.5', memory: 16e9, rootDirectory: '/var/lib/docker' });
});

describe('the machine that published ports are on', () => {
  test.each([
    ['DOCKER_HOST', { DOCKER_HOST: 'tcp://10.0.0.7:2375' }, {}, '10.0.0.7'],
    ['the socket of this machine', { DOCKER_HOST: 'unix:///run/docker.sock' }, {}, '127.0.0.1'],
    ['an empty DOCKER_HOST, which docker ignores', { DOCKER_HOST: '', HOME: '/nowhere' }, {}, '127.0.0.1'],
    ['the address given, before DOCKER_HOST', { DOCKER_HOST: 'tcp://10.0.0.7:2375' }, { host: 'ssh://big' }, 'big'],
  ])('by %s', async (_, variables, address, expected) => {
    const { run } = fakeRun({});
    expect(await createDocker({ env: { ...env, ...variables }, run, ...address }).host()).toBe(expected);
  });

  describe('by a context whose file only docker can read', () => {
    const { connection } = fakeConnection({});
    const dockerOf = (answer: Answer) =>
      createDocker({
        env,
        // Docker 28.2, without a name: that of the context in use.
        run: fakeRun({ 'docker context inspect --format {{.Endpoints.docker.Host}}': answer }).run,
        connection: { ...connection, endpoint: async () => await Promise.resolve('context far') },
      });

    test('docker is asked', async () => {
      expect(await dockerOf('ssh://me@far\n').host()).toBe('far');
    });

    test('docker cannot read it either: it is not taken for this machine', async () => {
      const stderr = 'context "far": unexpected end of JSON input\n';
      await expect(dockerOf({ exitCode: 1, stdout: '\n', stderr }).host()).rejects.toMatchObject({
        code: 'DOCKER_FAILED',
        message: 'Could not find out where the Engine is',
        detail: stderr.trim(),
      });
    });
  });
});

const port = (PrivatePort: number, PublicPort: number | undefined, Type = 'tcp') => ({
  IP: '0.0.0.0',
  PrivatePort,
  PublicPort,
  Type,
});

describe('publishers', () => {
  test('every published port with its container and project', async () => {
    const { docker } = dockerOn({
      '/containers/json': [
        listed('db', {
          Labels: { 'com.docker.compose.project': 'p', 'com.docker.compose.project.working_dir': '/p' },
          Ports: [port(5432, 41432), { ...port(5432, 41432), IP: '::' }, port(9000, undefined)],
        }),
        listed('alone', { Ports: [port(80, 9999), port(53, 5353, 'udp')] }),
      ],
    });
    const found = await docker.publishers();
    expect(found).toEqual([
      { port: 41432, protocol: 'tcp', container: 'db', project: 'p', workingDirectory: '/p' },
      { port: 9999, protocol: 'tcp', container: 'alone', project: '' },
      { port: 5353, protocol: 'udp', container: 'alone', project: '' },
    ]);
  });
});

test('children hold a lock that is shared with them; what runs inside a container does not', async () => {
  const { docker, calls } = dockerThat({ 'docker pull x': '', 'docker exec --interactive a1 true': '' });
  const sharing = docker.sharing(7);
  await sharing.command(['pull', 'x']);
  await sharing.converse('a1', ['true'], { terminal: false, signal: new AbortController().signal });
  await docker.command(['pull', 'x']);
  expect(calls.map(({ options }) => options.descriptors)).toEqual([[7], [], undefined]);
});

test('exec resolves also when the command fails', async () => {
  const { docker } = dockerOn({
    '/containers/a1/exec': { Id: 'e1' },
    '/exec/e1/start': frames([2, 'no']),
    '/exec/e1/json': { Running: false, ExitCode: 3 },
  });
  expect(await docker.exec('a1', ['sh', '-c', 'exit 3'])).toEqual({ exitCode: 3, stdout: '', stderr: 'no' });
});

test.each([
  [true, 'docker exec --interactive --tty a1 sh'],
  [false, 'docker exec --interactive a1 sh'],
])('converse, with a terminal %p, is docker itself, which gets what this process has', async (terminal, line) => {
  const { docker, calls } = dockerThat({ [line]: { exitCode: 7 } });
  const { signal } = new AbortController();
  expect(await docker.converse('a1', ['sh'], { terminal, signal })).toMatchObject({ exitCode: 7 });
  expect(calls[0]?.options).toMatchObject({ signal, interactive: true });
});

test('the processes of a container are told by their commands', async () => {
  const Processes = [
    ['811', '/sbin/docker-init -- uvicorn'],
    ['902', 'alembic upgrade head'],
  ];
  const { docker } = dockerOn({ '/containers/a1/top': { Titles: ['PID', 'COMMAND'], Processes } });
  expect(await docker.processes('a1')).toEqual(['/sbin/docker-init -- uvicorn', 'alembic upgrade head']);
});

/** What containers wrote, as the Engine sends it: the stream (1 or 2), and a text. */
function frames(...pieces: readonly (readonly [number, string])[]): Buffer {
  return Buffer.concat(
    pieces.map(([stream, text]) => {
      const header = Buffer.alloc(8);
      header[0] = stream;
      header.writeUInt32BE(Buffer.byteLength(text), 4);
      return Buffer.concat([header, Buffer.from(text)]);
    }),
  );
}

describe('the last lines of a container', () => {
  const LOGS = '/containers/a1/logs';

  test('are those of both streams, in the order written', async () => {
    const { docker, asked } = dockerOn({
      [LOGS]: frames(
        [1, '2026-01-02T03:04:05.100000000Z one\n2026-01-02T03:04:05.300000000Z three\n'],
        [2, '2026-01-02T03:04:05.200000000Z two\n2026-01-02T03:04:05.350000000Z \n'],
        [2, '2026-01-02T03:04:05.400000000Z   indented\n'],
      ),
    });
    expect(await docker.lastLines('a1', 3)).toEqual(['two', 'three', '  indented']);
    expect(asked).toEqual([expect.stringContaining('"tail":"3"')]);
  });

  test('are none where the Engine says something instead; an interrupt is thrown', async () => {
    const refused = dockerFailed('read', 'configured logging driver does not support reading');
    expect(await dockerOn({ [LOGS]: refused }).docker.lastLines('a1', 3)).toEqual([]);
    await expect(dockerOn({ [LOGS]: new Error('Ctrl-C') }).docker.lastLines('a1', 3)).rejects.toThrow('Ctrl-C');
  });
});

describe('stopping', () => {
  test.each([
    [undefined, 70_000],
    [0, 60_000],
    [300, 360_000],
    [-1, 2_147_483_647],
    [10_000_000, 2_147_483_647],
  ])('a container that is granted %p seconds may take %p ms', async (StopTimeout, timeoutMs) => {
    const limits: unknown[] = [];
    const { connection } = fakeConnection({
      '/containers/a1/json': aDatabase({ StopTimeout }),
      'POST /containers/a1/stop': {},
    });
    const answer: typeof connection.answer = async (request) => {
      if (request.method === 'POST') limits.push(request.timeoutMs);
      return await connection.answer(request);
    };
    await createDocker({ env, run: fakeRun({}).run, connection: { ...connection, answer } }).stopContainers(['a1']);
    expect(limits).toEqual([timeoutMs]);
  });

  test('begins with all at the same time: one that takes long does not keep the others', async () => {
    const other = new AbortController();
    const { docker } = dockerOn({
      '/containers/a1/json': aDatabase({}),
      '/containers/b2/json': undefined,
      'POST /containers/a1/stop': once(other.signal, 'abort'),
      get 'POST /containers/b2/stop'() {
        other.abort();
        return undefined;
      },
    });
    await docker.stopContainers(['a1', 'b2']);
  });
});

test('everything there is on an Engine is told by what it is known by', async () => {
  const { docker } = dockerOn({
    '/containers/json': [listed('a1')],
    '/networks': [{ Name: 'n', Id: '1c', Driver: 'bridge', Internal: false, EnableIPv6: false, Labels: {} }],
    '/volumes': { Volumes: [{ Name: 'v', Driver: 'local', Labels: null }] },
  });
  expect(await docker.everything()).toEqual({
    containers: new Set(['a1']),
    networks: new Set(['1c']),
    volumes: new Set(['v']),
  });
});

describe('networks', () => {
  const devops = {
    Id: '18531a54',
    Name: 'devops',
    Driver: 'bridge',
    Internal: false,
    EnableIPv6: true,
    Labels: {},
    Containers: {
      '307d8bf3': { Name: 'a', IPv4Address: '172.18.0.3/16', IPv6Address: 'fd00::3/64' },
      '81aa4b92': { Name: 'b', IPv4Address: '172.18.0.2/16', IPv6Address: '' },
    },
  };

  test('are inspected with their members; one that does not exist is left out', async () => {
    const { docker } = dockerOn({ '/networks/devops': devops, '/networks/gone': undefined });
    expect(await docker.inspectNetworks(['devops', 'gone'])).toEqual([
      {
        id: '18531a54',
        name: 'devops',
        driver: 'bridge',
        internal: false,
        ipv6: true,
        labels: {},
        members: [
          { id: '307d8bf3', name: 'a', addresses: ['172.18.0.3', 'fd00::3'] },
          { id: '81aa4b92', name: 'b', addresses: ['172.18.0.2'] },
        ],
      },
    ]);
  });

  test('none are asked for nothing', async () => {
    const { docker, asked } = dockerOn({});
    expect(await docker.inspectNetworks([])).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('a container is connected as it is wished', async () => {
    const { docker, done } = dockerOn({ '/networks/devops/connect': {}, '/networks/devops/disconnect': {} });
    const options = { ipv4: '10.9.0.4', ipv6: 'fd00::4', linkLocal: ['169.254.0.4'], driverOptions: { mtu: '1400' } };
    await docker.connect('devops', 'a', { aliases: ['x', 'y'], ...options });
    await docker.connect('devops', 'a');
    await docker.disconnect('devops', 'a');
    expect(done).toEqual([
      'POST /networks/devops/connect {"Container":"a","EndpointConfig":{"Aliases":["x","y"],"IPAMConfig":{"IPv4Address":"10.9.0.4","IPv6Address":"fd00::4","LinkLocalIPs":["169.254.0.4"]},"DriverOpts":{"mtu":"1400"}}}',
      'POST /networks/devops/connect {"Container":"a","EndpointConfig":{"IPAMConfig":{}}}',
      'POST /networks/devops/disconnect {"Container":"a","Force":true}',
    ]);
  });
});
