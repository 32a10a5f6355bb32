import { describe, expect, test } from '@jest/globals';
import {
  assertNoContainerNames,
  bindMounts,
  externalMissing,
  externalResources,
} from '../../src/start/check-config.ts';
import { configuredPorts } from '../../src/readiness/published-ports.ts';
import { aConfig } from '../support/a.ts';

const aPort = (different: object) => ({ target: 80, protocol: 'tcp', ...different });

describe('configuredPorts', () => {
  test.each([
    ['a fixed port', { published: '8000' }, [{ published: 8000, address: undefined, protocol: 'tcp' }]],
    [
      'on one address',
      { published: '8000', host_ip: '127.0.0.1' },
      [{ published: 8000, address: '127.0.0.1', protocol: 'tcp' }],
    ],
    [
      'of another protocol',
      { published: '53', protocol: 'udp' },
      [{ published: 53, address: undefined, protocol: 'udp' }],
    ],
    [
      'a range, each of its ports',
      { published: '8000-8002' },
      [8000, 8001, 8002].map((published) => ({ published, address: undefined, protocol: 'tcp' })),
    ],
    ['one that the Engine picks', {}, []],
    ['one that the Engine picks, as 0', { published: '0' }, []],
    ['one that is empty', { published: '' }, []],
  ])('%s', (_, different, expected) => {
    const found = configuredPorts(aConfig({ web: { ports: [aPort(different)] } }));
    expect(found).toEqual(expected.map((one) => ({ service: 'web', target: 80, choices: expected.length, ...one })));
  });

  test('of every service; the protocol is tcp where the file does not say', () => {
    const config = aConfig({
      db: { ports: [{ target: 5432, published: '5432' }] },
      quiet: {},
      none: { ports: null },
      backend: { ports: [{ target: 8000, published: '8000' }] },
    });
    expect(configuredPorts(config).map(({ service, protocol }) => [service, protocol])).toEqual([
      ['db', 'tcp'],
      ['backend', 'tcp'],
    ]);
  });
});

describe('bindMounts', () => {
  test('are the mounts of directories and files of the host, with `$` as it is meant', () => {
    const config = aConfig({
      backend: {
        volumes: [
          { type: 'bind', source: '/clones/a$$b', target: '/app' },
          { type: 'volume', source: 'data', target: '/data' },
          { type: 'tmpfs', target: '/tmp' },
          { type: 'bind', source: '/short', target: '/a', bind: { create_host_path: true } },
          { type: 'bind', source: '/not-made', target: '/b', bind: {} },
        ],
      },
      db: { volumes: null },
      job: {
        command: ['/run', '/a'],
        volumes: ['/run', '/a'].map((path) => ({ type: 'bind', source: path, target: path })),
      },
    });
    expect(bindMounts(config)).toEqual([
      { service: 'backend', source: '/clones/a$b', target: '/app' },
      { service: 'backend', source: '/short', target: '/a' },
      { service: 'backend', source: '/not-made', target: '/b', mustExist: true },
      { service: 'job', source: '/run', target: '/run', isRun: true },
      { service: 'job', source: '/a', target: '/a' },
    ]);
  });
});

test('the files of configs and secrets are mounts, too: of the services that use them, and never made', () => {
  // As Compose 2.26 prints them: a config has no target where the file does not say, a secret in the short form has one.
  const config = aConfig(
    {
      backend: {
        configs: [{ source: 'ini' }, { source: 'more', target: '/app/more$$.ini' }, { source: 'text' }],
        secrets: [
          { source: 'token', target: '/run/secrets/token' },
          { source: 'key', target: 'tls.key' },
        ],
      },
      db: {},
    },
    {
      configs: { ini: { file: '/clone/a$$b.ini' }, more: { file: '/clone/more' }, text: { content: 'x' } },
      secrets: { token: { file: '/clone/token' }, key: { file: '/clone/key' }, unused: { file: '/clone/unused' } },
    },
  );
  const given = { service: 'backend', mustExist: true, isFile: true };
  expect(bindMounts(config)).toEqual([
    { ...given, source: '/clone/a$b.ini', target: '/ini' },
    { ...given, source: '/clone/more', target: '/app/more$.ini' },
    { ...given, source: '/clone/token', target: '/run/secrets/token' },
    { ...given, source: '/clone/key', target: '/run/secrets/tls.key' },
  ]);
});

describe('external resources', () => {
  test('are those that the file expects to be there, and that a service uses', () => {
    const config = aConfig(
      {
        backend: {
          networks: { default: null, shared: { aliases: ['x'] } },
          volumes: [
            { type: 'volume', source: 'data', target: '/data' },
            { type: 'volume', source: 'models', target: '/models' },
            { type: 'tmpfs', target: '/tmp' },
          ],
        },
        agent: { networks: { shared: null }, volumes: [{ type: 'volume', source: 'old', target: '/old' }] },
      },
      {
        networks: {
          default: { name: 'p_default' },
          shared: { name: 'ktrdr-network', external: true },
          unused: { external: true },
        },
        volumes: {
          data: null,
          models: { external: true },
          old: { name: 'x', external: false },
          'of-a-service-left-out': { external: true },
        },
      },
    );
    expect(externalResources(config)).toEqual([
      { kind: 'network', name: 'ktrdr-network' },
      { kind: 'volume', name: 'models' },
    ]);
    expect(externalResources(aConfig({}))).toEqual([]);
  });

  test('that are missing come with the commands that create them', () => {
    expect(
      externalMissing([
        { kind: 'network', name: 'ktrdr-network' },
        { kind: 'volume', name: 'models' },
      ]),
    ).toMatchObject({
      code: 'EXTERNAL_MISSING',
      message: expect.stringContaining('network ktrdr-network, volume models'),
      hint: expect.stringContaining('docker network create ktrdr-network && docker volume create models'),
    });
    expect(externalMissing([{ kind: 'network', name: 'x; rm -rf ~' }]).hint).toMatch(
      /docker network create 'x; rm -rf ~'$/,
    );
  });
});

describe('assertNoContainerNames', () => {
  test('refuses every one, naming file, service and key', () => {
    const config = aConfig({
      db: { container_name: 'ktrdr-db' },
      backend: { container_name: 'ktrdr-backend' },
      ok: {},
    });
    expect(() => assertNoContainerNames(config, '/clone/docker-compose.yml')).toThrow(
      expect.objectContaining({
        code: 'COMPOSE_INVALID',
        message:
          '/clone/docker-compose.yml fixes container names: services.db.container_name (ktrdr-db), services.backend.container_name (ktrdr-backend)',
      }),
    );
  });

  test('has nothing against a file without', () => {
    expect(() => assertNoContainerNames(aConfig({ db: {} }), '/x.yml')).not.toThrow();
  });
});
