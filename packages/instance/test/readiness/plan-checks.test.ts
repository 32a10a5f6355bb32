import { describe, expect, test } from '@jest/globals';
import { parseWorkers } from '../../src/readiness/parse-workers.ts';
import { planChecks } from '../../src/readiness/plan-checks.ts';
import { aConfig } from '../support/a.ts';

const published = (target: number, port: number, different = {}) => ({
  ports: [{ target, published: String(port), protocol: 'tcp', ...different }],
});
const backend = published(8000, 8003);
const worker = (variables: Record<string, string | null>, different = {}) => ({ environment: variables, ...different });
const stack = {
  db: published(5432, 5435),
  backend,
  grafana: published(3000, 3003),
  jaeger: published(16_686, 16_689),
  prometheus: published(9090, 9093),
  'backtest-worker-1': worker({ WORKER_TYPE: 'backtesting' }, published(5003, 5011)),
  'training-worker-1': worker({ KTRDR_WORKER_TYPE: 'training' }),
};
const urls = (services: Parameters<typeof aConfig>[0], host = '127.0.0.1') =>
  planChecks(aConfig(services), host).http.map(({ url }) => url);

describe('planChecks', () => {
  test('of a whole stack', () => {
    const plan = planChecks(aConfig(stack), '127.0.0.1');
    expect(plan).toMatchObject({ services: Object.keys(stack), database: true, migrations: true });
    expect(plan.http.map(({ service, url }) => [service, url])).toEqual([
      ['backend', 'http://127.0.0.1:8003/api/v1/health'],
      ['grafana', 'http://127.0.0.1:3003/api/health'],
      ['jaeger', 'http://127.0.0.1:16689/'],
      ['prometheus', 'http://127.0.0.1:9093/-/healthy'],
    ]);
    expect(plan.workers).toEqual({
      url: 'http://127.0.0.1:8003/api/v1/workers',
      services: ['backtest-worker-1', 'training-worker-1'],
      urls: new Map([['backtest-worker-1', 'http://127.0.0.1:5011']]),
    });
  });

  test('there are checks only for services that are in the file', () => {
    expect(planChecks(aConfig({ web: {} }), '127.0.0.1')).toEqual({
      services: ['web'],
      database: false,
      migrations: false,
      http: [],
      workers: undefined,
    });
  });

  test.each([
    ['by UDP', { target: 8000, published: '8003', protocol: 'udp' }],
    ['as one of a range', { target: 8000, published: '8003-8004', protocol: 'tcp' }],
  ])('a service that publishes its port %s is not asked', (_, port) => {
    expect(urls({ backend: { ports: [port] } })).toEqual([]);
  });

  test('a service that does not publish its port is not asked', () => {
    expect(urls({ backend: {}, grafana: published(9999, 3003) })).toEqual([]);
    expect(planChecks(aConfig({ backend: {}, w: worker({ WORKER_TYPE: 'x' }) }), '127.0.0.1').workers).toBeUndefined();
  });

  test.each([
    ['an empty variable', { WORKER_TYPE: '' }],
    ['one that the shell does not have', { WORKER_TYPE: null }],
    ['another variable', { WORKER_KIND: 'backtesting' }],
  ])('%s makes no worker', (_, variables) => {
    expect(planChecks(aConfig({ backend, w: worker(variables) }), '127.0.0.1').workers).toBeUndefined();
  });

  test.each([
    ['everywhere', undefined, '127.0.0.1', 'http://127.0.0.1:8003'],
    ['everywhere', '0.0.0.0', 'far-machine', 'http://far-machine:8003'],
    ['everywhere', '::', '127.0.0.1', 'http://127.0.0.1:8003'],
    ['on one address', '192.0.2.7', '127.0.0.1', 'http://192.0.2.7:8003'],
    ['on one IPv6 address', 'fd00::7', '127.0.0.1', 'http://[fd00::7]:8003'],
  ])('a port that is published %s (%p) of an Engine on %s', (_, address, host, expected) => {
    const config = { backend: published(8000, 8003, address === undefined ? {} : { host_ip: address }) };
    expect(urls(config, host)).toEqual([`${expected}/api/v1/health`]);
  });

  test.each([
    ['{"status":"ok"}', true],
    ['{"version":"1","status" : "ok","uptime":3}', true],
    ['{"status":"starting"}', false],
    ['ok', false],
  ])('the backend is well when it says %s: %p', (body, expected) => {
    const [check] = planChecks(aConfig({ backend }), '127.0.0.1').http;
    expect(check?.accepts?.(body)).toBe(expected);
  });

  test('any answer of the others will do', () => {
    const [check] = planChecks(aConfig({ grafana: stack.grafana }), '127.0.0.1').http;
    expect(check).not.toHaveProperty('accepts');
  });
});

const aWorker = (service: string, status = 'available') => ({
  worker_id: `${service}-4711`,
  worker_type: 'backtesting',
  endpoint_url: `http://${service}:5003`,
  status,
});

describe('parseWorkers', () => {
  test.each([
    [
      'a bare array',
      [aWorker('backtest-worker-1'), aWorker('training-worker-1')],
      ['backtest-worker-1', 'training-worker-1'],
    ],
    ["an older build's object", { workers: [aWorker('backtest-worker-1')], total: 1 }, ['backtest-worker-1']],
    ['nobody', [], []],
    ['a worker that works', [aWorker('a', 'busy')], ['a']],
    ['a worker that does not count', [aWorker('a', 'temporarily_unavailable'), aWorker('b')], ['b']],
    ['a worker of a state that nobody knows', [aWorker('a', 'retired')], []],
    ['a worker twice, of this start and the last', [aWorker('a'), { ...aWorker('a'), worker_id: 'a-1' }], ['a', 'a']],
    ['one that was away and came back under a new id', [aWorker('a', 'temporarily_unavailable'), aWorker('a')], ['a']],
    ['a worker whose address is none', [{ ...aWorker('a'), endpoint_url: 'somewhere' }], []],
  ])('%s', (_, answer, expected) => {
    expect(parseWorkers(JSON.stringify(answer))?.map(({ host }) => host)).toEqual(expected);
  });

  test.each([
    ['no JSON', '<html>502 Bad Gateway</html>'],
    ['nothing', ''],
    ['an error', '{"detail":"Not Found"}'],
    ['workers without an address', '[{"worker_id":"a","status":"available"}]'],
    ['null', 'null'],
  ])('%s is no list of workers', (_, body) => {
    expect(parseWorkers(body)).toBeUndefined();
  });
});
