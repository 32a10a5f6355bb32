import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CodedError } from '@ktrdr/errors';
import type { Run } from '@ktrdr/process';
import { rememberFailedStart } from '../src/causes/remember-failed-start.ts';
import { rememberEngine, rememberServices } from '../src/engine/same-engine.ts';
import { isRemark } from '../src/causes/is-remark.ts';
import { createContext, listInstances } from '../src/index.ts';
import { stackHealth } from '../src/status/stack-health.ts';
import { aContainer, aResult, aSandbox } from './support/a.ts';
import { connectionByRun } from './support/connection-by-run.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();
let path = '';
let home = '';
let count = 0;
beforeEach(() => {
  home = join(root, String((count += 1)));
  path = join(home, 'clone');
  mkdirSync(path, { recursive: true });
});
const noProcess: Run = async (command) => await Promise.reject(new Error(`not expected: ${command}`));
const contextOf = (run: Run = noProcess) =>
  createContext({
    env: { HOME: home },
    connection: connectionByRun(run),
    run,
    command: 'a test',
    now: () => new Date(100_000),
  });
const host = '127.0.0.1';
const problems = async (
  options: Omit<Parameters<typeof stackHealth>[2], 'host' | 'declared'> & { declared?: ReadonlySet<string> },
  context = contextOf(),
) => {
  const { services, causes, leftOver } = await stackHealth(context, aSandbox({ path }), {
    declared: undefined,
    ...options,
    host,
  });
  const isSick = !causes.every(isRemark);
  const left = leftOver.length === 0 ? {} : { leftOver: leftOver.map(({ name }) => name) };
  return { isSick, ...left, ...Object.fromEntries(services.map(({ name, problem }) => [name, problem])) };
};
const servedOf = (counts: Record<string, number>) =>
  new Map(Object.entries(counts).map(([name, replicas]) => [name, { ports: new Map<number, number>(), replicas }]));
const startedOf = (...names: string[]) => new Map(names.map((name) => [name, 1]));
const served = servedOf({ backend: 1, db: 1 });

describe('stackHealth', () => {
  test('what the Compose file has, and no container', async () => {
    expect(await problems({ containers: [aContainer()], served })).toEqual({
      isSick: true,
      backend: null,
      db: 'has no container',
    });
  });

  test('fewer containers of a service than the Compose file says', async () => {
    const containers = ['1', '2'].map((id) => aContainer({ id, service: 'worker' }));
    const ofWorkers = (replicas: number) => ({ containers, served: servedOf({ worker: replicas }) });
    expect(await problems(ofWorkers(3))).toEqual({ isSick: true, worker: 'has 2 of 3 containers' });
    // Others that somebody added are well, too.
    expect(await problems(ofWorkers(1))).toEqual({ isSick: false, worker: null });
  });

  test('what the Compose file does not have any more, whether it runs or not', async () => {
    const containers = [
      aContainer(),
      aContainer({ service: 'job' }),
      aContainer({ service: 'old', name: 'ktrdr--x-old-1' }),
      aContainer({ service: 'older', name: 'ktrdr--x-older-1', state: 'exited', exitCode: 0, restartPolicy: 'no' }),
    ];
    const declared = new Set(['backend', 'job']);
    expect(await problems({ containers, served: undefined, declared })).toEqual({
      isSick: false,
      backend: null,
      job: null,
      leftOver: ['ktrdr--x-old-1', 'ktrdr--x-older-1'],
      old: 'is no longer in the Compose file',
      older: 'is no longer in the Compose file',
    });
  });

  test('how long ago a container was started is told by the clock of the Engine', async () => {
    const engineTime = new Date(Date.now() + 150_000).toISOString();
    const run: Run = async () => await Promise.resolve(aResult({ stdout: `an-engine ${engineTime}\n` }));
    const containers = [aContainer({ restartCount: 7, startedAt: 249_000 })];
    const found = await problems({ containers, served: undefined }, contextOf(run));
    expect(found).toMatchObject({ backend: expect.stringMatching(/just now/) });
  });

  test('nothing is missing of a stack that was stopped', async () => {
    expect(await problems({ containers: [], served })).toEqual({ isSick: false });
  });

  test.each<[string, string, Record<string, number>, object]>([
    [
      'what is left out on purpose is not missed',
      'KTRDR_UP_WITHOUT=db\n',
      { backend: 1 },
      { isSick: false, backend: null },
    ],
    [
      'one that was started is',
      'KTRDR_UP_WORKERS=1\n',
      { backend: 1, worker: 1 },
      { isSick: true, backend: null, worker: 'has no container' },
    ],
    [
      'so is one of two',
      'KTRDR_UP_WITHOUT=db\n',
      { worker: 1, backend: 2 },
      { isSick: true, backend: 'has 1 of 2 containers', worker: 'has no container' },
    ],
  ])('a lean stack: %s', async (_, line, started, expected) => {
    writeFileSync(join(path, '.env.sandbox'), line);
    await rememberEngine(contextOf(), aSandbox({ path }), 'an engine');
    await rememberServices(contextOf(), aSandbox({ path }), new Map(Object.entries(started)));
    // Whether git tracks the file.
    const git = contextOf(async () => await Promise.resolve(aResult({ exitCode: 1 })));
    expect(await problems({ containers: [aContainer()], served }, git)).toEqual(expected);
  });
});

test.each<['PORT_TAKEN' | 'SECRETS_UNAVAILABLE', string[]]>([
  ['SECRETS_UNAVAILABLE', ['SECRET_MISSING']],
  // Only who asks for it knows whether it is still so.
  ['PORT_TAKEN', []],
])('a start that was refused, and told %s', async (code, expected) => {
  await rememberFailedStart(contextOf(), aSandbox().id, new CodedError('no', { code }));
  const options = { containers: [], host, served: undefined, declared: undefined };
  const { causes } = await stackHealth(contextOf(), aSandbox({ path }), options);
  expect(causes.map((one) => one.code)).toEqual(expected);
});

describe('the same judgement as that of why', () => {
  test('a mount that is gone, of a service that seems well', async () => {
    const binds = [{ source: join(home, 'away'), target: '/app/data' }];
    const options = { containers: [aContainer({ binds })], served: undefined };
    expect(await problems(options)).toEqual({
      isSick: true,
      backend: `mounts ${join(home, 'away')}, which does not exist`,
    });
    // Of an Engine elsewhere, it is not known.
    const { causes } = await stackHealth(contextOf(), aSandbox({ path }), {
      ...options,
      host: 'elsewhere',
      declared: undefined,
    });
    expect(causes).toEqual([]);
  });

  test('each row and the causes have its codes, and what follows is behind its cause', async () => {
    const containers = [
      aContainer({ service: 'db', state: 'exited', exitCode: 3 }),
      aContainer({ state: 'running', health: { status: 'unhealthy', lastProbe: undefined } }),
    ];
    const found = await stackHealth(contextOf(), aSandbox({ path }), {
      containers,
      host,
      served: undefined,
      declared: undefined,
    });
    expect(found.services.map(({ name, code }) => [name, code])).toEqual([
      ['backend', 'PROBE_FAILS'],
      ['db', 'EXITED'],
    ]);
    expect(found).toMatchObject({
      state: 'partial',
      causes: [{ code: 'EXITED', service: 'db', consequences: [{ code: 'PROBE_FAILS', service: 'backend' }] }],
    });
  });
});

describe('a backend that knows one of two workers', () => {
  const server = createServer((_, response) =>
    response.end(JSON.stringify([{ worker_id: 'a', endpoint_url: 'http://one:5003', status: 'available' }])),
  );
  let port = 0;
  beforeAll(async () => {
    server.listen(0, host);
    await once(server, 'listening');
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  afterAll(() => void server.close());

  test.each([
    ['running', { isSick: true, backend: null, one: null, two: 'has not registered with the backend' }],
    ['paused', { isSick: true, backend: 'is paused', one: null, two: null }],
  ])('a backend that is %s', async (state, expected) => {
    const containers = [
      aContainer({ state, ports: [{ published: port, target: 8000, address: host }] }),
      aContainer({ service: 'one', variables: ['WORKER_TYPE'] }),
      aContainer({ service: 'two', variables: ['WORKER_TYPE'] }),
    ];
    expect(await problems({ containers, served: undefined })).toEqual(expected);
  });
});

test('a backend that does not answer is what is wrong, and not its workers', async () => {
  const containers = [
    aContainer({ ports: [{ published: 1, target: 8000, address: host }] }),
    aContainer({ service: 'one', variables: ['WORKER_TYPE'] }),
  ];
  const found = await stackHealth(contextOf(), aSandbox({ path }), {
    containers,
    host,
    served: undefined,
    declared: undefined,
  });
  expect(found.services.map(({ name, code }) => [name, code])).toEqual([
    ['backend', 'BACKEND_SILENT'],
    ['one', null],
  ]);
  expect(found.causes).toMatchObject([
    { code: 'BACKEND_SILENT', consequences: [{ code: 'WORKER_UNREGISTERED', service: 'one' }] },
  ]);
});

test('a list knows by the last start which containers there should be', async () => {
  let lines: [string, string][] = [
    ['backend', ''],
    ['grafana', '0.0.0.0:3003->3000/tcp'],
  ];
  const line = ([service, ports]: [string, string]) =>
    `{"id":"${service}","name":"${service}","state":"running","status":"Up","ports":"${ports}","project":"ktrdr--feat-x","service":"${service}","directory":${JSON.stringify(path)},"oneOff":"False","restartPolicy":""}\n`;
  const run: Run = async (command, args) => {
    if (args[0] === 'info') return await Promise.resolve(aResult({ stdout: 'an-engine 2026-01-02T03:04:05Z\n' }));
    if (command !== 'docker' || args[0] !== 'ps') throw new Error(`not expected: ${command} ${args.join(' ')}`);
    return await Promise.resolve(aResult({ stdout: lines.map(line).join('') }));
  };
  const context = contextOf(run);
  await context.registry.claim(aSandbox({ path }).record);
  const grafana = async () => (await listInstances(context, { urls: false })).map((one) => one.urls.grafana);
  const state = async () => (await listInstances(context)).map((one) => one.state);
  expect(await state()).toEqual(['running']);
  expect(await grafana()).toEqual(['http://localhost:3003']);
  await rememberEngine(context, aSandbox({ path }), 'an-engine');
  await rememberServices(context, aSandbox({ path }), startedOf('backend'));
  expect(await state()).toEqual(['running']);
  // It is left of another branch's file.
  expect(await grafana()).toEqual([null]);
  await rememberServices(context, aSandbox({ path }), startedOf('backend', 'db'));
  expect(await state()).toEqual(['partial']);
  await rememberServices(context, aSandbox({ path }), new Map([['backend', 2]]));
  expect(await state()).toEqual(['partial']);
  lines = [...lines, ['backend', '']];
  expect(await state()).toEqual(['running']);
  // What it did not start is looked for in the Compose file: a job that somebody runs is in it, a service that was dropped is not.
  await rememberServices(context, aSandbox({ path }), startedOf('other'));
  lines = [
    ['backend', ''],
    ['other', ''],
  ];
  writeFileSync(join(path, 'docker-compose.sandbox.yml'), 'services: { backend: {}, other: {} }\n');
  expect(await state()).toEqual(['running']);
  writeFileSync(join(path, 'docker-compose.sandbox.yml'), 'services: { other: {} }\n');
  expect(await state()).toEqual(['partial']);
});

test('a secret that a container has as a file is taken out of what an unhealthy one said; where it is not known, nothing is quoted', async () => {
  const lastProbe = { startedAt: '', exitCode: 1, output: 'no entry for hush-hush-1, sorry' };
  const containers = [aContainer({ health: { status: 'unhealthy', lastProbe } })];
  const context = contextOf();
  const withFiles = (filesIn: typeof context.docker.filesIn) => ({
    ...context,
    docker: { ...context.docker, filesIn },
  });
  const known = withFiles(async () => await Promise.resolve({ files: [Buffer.from('hush-hush-1\n')], unread: [] }));
  expect(await problems({ containers, served: undefined }, known)).toMatchObject({
    backend: 'is unhealthy: no entry for [redacted], sorry',
  });
  const broken = withFiles(async () => await Promise.reject(new CodedError('no', { code: 'DOCKER_FAILED' })));
  expect(await problems({ containers, served: undefined }, broken)).toMatchObject({ backend: 'is unhealthy' });
});

test('the secrets of the containers are taken out of what an unhealthy one said, and nobody is asked for them again', async () => {
  const lastProbe = { startedAt: '', exitCode: 1, output: 'no entry for hush-hush-1, sorry' };
  const containers = [
    aContainer({ health: { status: 'unhealthy', lastProbe } }),
    aContainer({ service: 'db', environment: () => ({ POSTGRES_PASSWORD: 'hush-hush-1' }) }),
  ];
  expect(await problems({ containers, served: undefined })).toMatchObject({
    backend: expect.stringMatching(/no entry for \[redacted\], sorry$/),
  });
});
