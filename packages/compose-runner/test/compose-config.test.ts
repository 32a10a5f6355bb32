import { describe, expect, test } from '@jest/globals';
import { type ComposeConfig, composeConfig, undouble } from '../src/index.ts';
import { parseJson } from '../src/parse-json.ts';
import { fixture } from './support/fixture.ts';

const config: ComposeConfig = parseJson('docker compose config', fixture('config.json'), composeConfig);

describe('a resolved file', () => {
  test('the enabled services; those of a profile that is off are not there', () => {
    expect(config.name).toBe('fixture-capture');
    expect(Object.keys(config.services).toSorted()).toEqual(
      ['absent', 'backend', 'crash', 'db', 'greedy', 'loop', 'migrate', 'pair', 'unhealthy', 'unprobed'].toSorted(),
    );
  });

  test('published ports: one by one, on an address, of another protocol, chosen by the Engine, as a range', () => {
    expect(config.services['backend']?.ports).toEqual([
      { target: 8000, published: '41000', protocol: 'tcp' },
      { target: 5003, published: '41003', protocol: 'tcp', host_ip: '127.0.0.1' },
      { target: 5004, published: '41004', protocol: 'tcp', host_ip: '127.0.0.1' },
      { target: 5005, published: '41005', protocol: 'tcp', host_ip: '127.0.0.1' },
      { target: 5006, published: '41006', protocol: 'udp' },
      { target: 9999, protocol: 'tcp' },
    ]);
    expect(config.services['pair']?.ports).toEqual([{ target: 7000, published: '41010-41012', protocol: 'tcp' }]);
  });

  test('mounts: paths are absolute, and `$` is doubled', () => {
    const mounts = config.services['backend']?.volumes?.map(({ type, source, target }) => ({ type, source, target }));
    expect(mounts).toEqual([
      { type: 'bind', source: '/home/me/ktrdr/config', target: '/app/config' },
      { type: 'bind', source: '/home/me/ktrdr/price$$.txt', target: '/app/a.txt' },
      { type: 'volume', source: 'models', target: '/models' },
    ]);
  });

  test('environment: values, the empty one of an undefined variable, and null for one of a shell that lacks it', () => {
    expect(config.services['backend']?.environment).toEqual({
      FROM_SHELL: null,
      FROM_UNDEFINED: '',
      WORKER_TYPE: 'backtesting',
    });
  });

  test.each([
    [
      'with all its times',
      'db',
      { test: ['CMD', 'echo', 'ready'], interval: '1s', start_period: '1m0s', start_interval: '1s' },
    ],
    ['switched off', 'unprobed', { disable: true }],
    ['not there', 'crash', undefined],
  ])('a health check %s', (_, service, expected) => {
    expect(config.services[service]?.healthcheck).toEqual(expected);
  });

  test('how many of a service there are to be', () => {
    expect(config.services['pair']?.deploy?.replicas).toBe(2);
    expect(config.services['absent']?.scale).toBe(0);
    expect(config.services['db']).not.toHaveProperty('scale');
  });

  test('what is external', () => {
    expect(config.networks?.['shared']).toEqual({ name: 'fixture-capture-shared', external: true });
    expect(config.networks?.['default']).toEqual({ name: 'fixture-capture_default' });
    expect(config.volumes?.['models']).toEqual({ name: 'fixture-capture-models', external: true });
  });
});

test('a file without services has none', () => {
  expect(composeConfig.parse({ name: 'x', services: null }).services).toEqual({});
  expect(composeConfig.parse({ name: 'x' }).services).toEqual({});
});

test.each([
  ['a$$b', 'a$b'],
  ['$$$$', '$$'],
  ['$$$', '$$'],
  ['nothing', 'nothing'],
])('undouble %s', (printed, meant) => {
  expect(undouble(printed)).toBe(meant);
});

describe('output that is not what it should be', () => {
  test.each([
    ['no JSON', 'WARNING: something', /SyntaxError[^]*WARNING: something/],
    ['cut off', '{"name":"x","serv', /SyntaxError/],
    ['another shape', '{"services":{"db":{"image":7}}}', /name[^]*services/],
    ['nothing', '', /SyntaxError/],
  ])('%s', (_, text, detail) => {
    expect(() => parseJson('docker compose config', text, composeConfig)).toThrow(
      expect.objectContaining({
        code: 'UNEXPECTED_OUTPUT',
        message: 'docker compose config printed something unexpected',
        detail: expect.stringMatching(detail),
      }),
    );
  });

  test('is quoted in part only', () => {
    expect(() => parseJson('docker', 'x'.repeat(10_000), composeConfig)).toThrow(
      expect.objectContaining({ detail: expect.stringMatching(/^.{0,200}\n?.{0,200}x{500}$/s) }),
    );
  });
});
