import { describe, expect, test } from '@jest/globals';
import type { Container } from '@ktrdr/compose-runner';
import { describeInstance } from '../src/status/describe-instance.ts';
import { servedServices } from '../src/served/served-services.ts';
import { stateOf } from '../src/served/instance-state.ts';
import { aContainer, anInstance, aSandbox } from './support/a.ts';

const published = (port: number, target: number, address = '0.0.0.0') => ({ published: port, target, address });
const unhealthy = { health: { status: 'unhealthy', lastProbe: undefined } };
const starting = { health: { status: 'starting', lastProbe: undefined } };
const exited = { state: 'exited', exitCode: 0, restartPolicy: 'no' };

describe('stateOf', () => {
  test.each<[string, Partial<Container>[], string]>([
    ['no containers', [], 'stopped'],
    ['all run', [{}, {}], 'running'],
    ['all run, one is still starting', [{}, starting], 'running'],
    ['one is unhealthy', [{}, unhealthy], 'partial'],
    ['the only one is unhealthy', [unhealthy], 'partial'],
    ['one-shots that ended with 0 are aside', [{}, exited, { ...exited, restartPolicy: 'on-failure' }], 'running'],
    ['a one-shot that failed', [{}, { ...exited, exitCode: 1 }], 'partial'],
    ['one that should be restarted and is not', [{}, { ...exited, restartPolicy: 'unless-stopped' }], 'partial'],
    ['one is being restarted', [{}, { state: 'restarting' }], 'partial'],
    ['one has only been created', [{}, { state: 'created' }], 'partial'],
    ['one is paused', [{}, { state: 'paused' }], 'partial'],
    ['all are paused, which are not stopped', [{ state: 'paused' }, { state: 'paused' }], 'partial'],
    ['the only one is being restarted', [{ state: 'restarting' }], 'partial'],
    [
      'all were stopped',
      [
        { ...exited, exitCode: 137 },
        { ...exited, restartPolicy: 'always' },
      ],
      'stopped',
    ],
    ['only one-shots, all done', [exited], 'stopped'],
  ])('%s', (_, containers, expected) => {
    expect(stateOf(containers.map((different) => aContainer(different)))).toBe(expected);
  });
});

describe('describeInstance', () => {
  const served = servedServices(
    {
      backend: { ports: ['${KTRDR_API_PORT:-8000}:8000'], profiles: [] },
      grafana: { ports: [{ published: '3003', target: '3000' }], profiles: [] },
      jaeger: { ports: ['127.0.0.1:${KTRDR_JAEGER_UI_PORT}:16686/tcp'], profiles: ['local-prod'] },
      prometheus: { ports: ['9090'], profiles: [] },
    },
    { profiles: [], variables: { KTRDR_API_PORT: '8003' } },
  );
  const here = { present: true, host: '127.0.0.1', served };

  test('nothing runs: the Compose file says what there would be, and where', () => {
    expect(describeInstance(aSandbox(), { ...here, containers: [] })).toEqual({
      id: 'ktrdr--feat-x',
      kind: 'sandbox',
      slot: 3,
      path: '/clones/ktrdr--feat-x',
      state: 'stopped',
      containers: { running: 0, total: 0 },
      urls: {
        api: 'http://localhost:8003',
        docs: 'http://localhost:8003/api/v1/docs',
        grafana: 'http://localhost:3003',
        jaeger: null,
        prometheus: null,
      },
      ports: {
        api: 8003,
        db: 5435,
        grafana: 3003,
        'jaeger-ui': 16689,
        'jaeger-otlp-grpc': 4347,
        'jaeger-otlp-http': 4348,
        prometheus: 9093,
        'worker-1': 5031,
        'worker-2': 5032,
        'worker-3': 5033,
        'worker-4': 5034,
      },
    });
  });

  test('one whose slot the registry has wrong has no ports, and is described all the same', () => {
    const found = describeInstance(aSandbox({ slot: 99 }), { ...here, containers: [] });
    expect(found).toMatchObject({ slot: 99, ports: {}, state: 'stopped' });
  });

  test('what runs says where it is, and what is absent has no URL', () => {
    const containers = [
      aContainer({ service: 'backend', ports: [published(5003, 5003), published(9000, 8000)] }),
      aContainer({ service: 'grafana', ports: [published(3100, 3000)] }),
      aContainer({ service: 'jaeger' }),
    ];
    expect(describeInstance(anInstance(), { ...here, containers })).toMatchObject({
      id: 'ktrdr-prod',
      kind: 'local-prod',
      state: 'running',
      containers: { running: 3, total: 3 },
      urls: {
        api: 'http://localhost:9000',
        docs: 'http://localhost:9000/api/v1/docs',
        grafana: 'http://localhost:3100',
        jaeger: null,
        prometheus: null,
      },
    });
  });

  test('one that is stopped or restarting keeps its URL; where nobody knows what there would be, there is none', () => {
    const containers = [aContainer({ service: 'backend', state: 'restarting' })];
    expect(describeInstance(anInstance(), { ...here, containers }).urls.api).toBe('http://localhost:8003');
    expect(describeInstance(anInstance(), { ...here, containers: [], served: undefined }).urls).toEqual({
      api: null,
      docs: null,
      grafana: null,
      jaeger: null,
      prometheus: null,
    });
  });

  // Grafana of another branch's file, say, whose container is still there.
  test.each([
    ['is not served', { served: new Map([['backend', { ports: new Map(), replicas: 1 }]]) }],
    ['was not started, where nobody looks into the file', { served: undefined, started: new Map([['backend', 1]]) }],
  ])('what runs and %s has no URL', (_, known) => {
    const containers = [
      aContainer({ service: 'backend', ports: [published(8000, 8000)] }),
      aContainer({ service: 'grafana', ports: [published(3000, 3000)] }),
    ];
    expect(describeInstance(anInstance(), { ...here, ...known, containers })).toMatchObject({
      containers: { running: 2, total: 2 },
      urls: { api: 'http://localhost:8000', grafana: null },
    });
  });

  test('without an API there are no docs of it', () => {
    const containers = [aContainer({ service: 'db' })];
    const { urls } = describeInstance(anInstance(), { ...here, containers, served: undefined });
    expect(urls).toMatchObject({ api: null, docs: null });
  });

  test.each([
    ['127.0.0.1', 'http://localhost:8003'],
    ['far-machine', 'http://far-machine:8003'],
    ['fd00::7', 'http://[fd00::7]:8003'],
  ])('an Engine on %s', (host, api) => {
    expect(describeInstance(anInstance(), { ...here, host, containers: [] }).urls.api).toBe(api);
  });

  test('a directory that is not there is missing, whatever runs', () => {
    expect(describeInstance(anInstance(), { ...here, present: false, containers: [aContainer()] })).toMatchObject({
      state: 'missing',
      containers: { running: 1, total: 1 },
    });
  });
});

test('a service that is scaled to none is not served, one that is scaled has so many containers, and a UDP port is nobody’s URL', () => {
  const services = {
    one: { ports: [], profiles: [] },
    none: { ports: ['1:1'], profiles: [], replicas: 0 },
    some: { ports: ['53:53/udp', '2:2'], profiles: [], replicas: 2 },
  };
  const found = servedServices(services, { profiles: [], variables: {} });
  expect([...found]).toEqual([
    ['one', { ports: new Map(), replicas: 1 }],
    ['some', { ports: new Map([[2, 2]]), replicas: 2 }],
  ]);
});
