import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { PortSource, ServiceSource } from '../../src/compose-file/compose-source.ts';
import { readComposeFiles } from '../../src/compose-file/read-compose-files.ts';
import { spareVariables } from '../../src/compose-file/spare-variables.ts';

const one = (ports: readonly PortSource[], slot = 1) => of({ agent: { ports } }, slot);
function of(all: Record<string, Partial<ServiceSource>>, slot = 1, profiles: readonly string[] = []) {
  const services = Object.fromEntries(
    Object.entries(all).map(([name, service]) => [name, { ports: [], profiles: [], ...service }]),
  );
  return Object.fromEntries(
    spareVariables({ services }, { slot, profiles }).map(({ variable, value }) => [variable, value]),
  );
}

test.each([
  ['${AGENT_PORT:-5010}:5010', { AGENT_PORT: '5015' }],
  ['${AGENT_PORT-5010}:5010', { AGENT_PORT: '5015' }],
  ['${AGENT_PORT:?must be set}:5010', { AGENT_PORT: '5015' }],
  ['${AGENT_PORT?must be set}:5010', { AGENT_PORT: '5015' }],
  ['${AGENT_PORT}:5010', { AGENT_PORT: '5015' }],
  ['$AGENT_PORT:5010', { AGENT_PORT: '5015' }],
  ['${AGENT_PORT:-${OTHER:-5010}}:5010', { AGENT_PORT: '5015' }],
  ['${AGENT_PORT:-5010}:${AGENT_PORT:-5010}', { AGENT_PORT: '5015' }],
  ['127.0.0.1:${AGENT_PORT:-5010}:5010', { AGENT_PORT: '5015' }],
  ['${IP:-127.0.0.1}:${AGENT_PORT:-5010}:5010', { AGENT_PORT: '5015' }],
  ['[::1]:${AGENT_PORT:-5010}:5010/tcp', { AGENT_PORT: '5015' }],
  ['${AGENT_PORT:-5010}:5010/udp', { AGENT_PORT: '5015' }],
  ['${FROM:-5010}-${TO:-5012}:5010-5012', { FROM: '5015', TO: '5017' }],
  ['${RANGE:-5010-5011}:5010-5011', { RANGE: '5015-5016' }],
  ['${FROM:-5010}-${TO:-5012}:5010', { FROM: '5015', TO: '5015' }],
  // More than the first run has: the whole of it is in the second.
  ['${FROM:-5010}-${TO:-5015}:5010-5015', { FROM: '5200', TO: '5205' }],
  // Workers that only slot 0 has a port for.
  ['${KTRDR_WORKER_PORT_5:-5007}:5007', { KTRDR_WORKER_PORT_5: '5015' }],
  ['${KTRDR_WORKER_PORT_8:-5010}:5010', { KTRDR_WORKER_PORT_8: '5015' }],
  // The Engine picks it, or it is the container's own.
  ['5010', {}],
  ['${TARGET:-5010}', {}],
  ['5010:${TARGET:-5010}', {}],
  // What cannot be moved.
  ['5010:5010', {}],
  ['50${LAST:-10}:5010', {}],
  ['${AGENT_PORT:+5010}:5010', {}],
  ['$$AGENT_PORT:5010', {}],
  ['${WHOLE:-5010:5010}', {}],
  ['5010-${TO:-5012}:5010-5012', {}],
  ['${FROM:-5010}-${TO:-5030}:5010-5030', {}],
  ['${RANGE}:5012-5010', {}],
  // What the table moves.
  ['${KTRDR_API_PORT:-8000}:8000', {}],
  ['${KTRDR_WORKER_PORT_4:-5006}:5006', {}],
  ['${COMPOSE_PORT:-5010}:5010', {}],
])('%s', (port, expected) => {
  expect(one([port])).toEqual(expected);
});

test.each([
  [{ published: '${AGENT_PORT:-5010}', target: '5010' }, { AGENT_PORT: '5015' }],
  [{ published: '${RANGE:-5010-5011}', target: '5010-5011' }, { RANGE: '5015-5016' }],
  [{ published: '5010', target: '5010' }, {}],
  [{ published: undefined, target: '${TARGET}' }, {}],
])('the long form: %p', (port, expected) => {
  expect(one([port])).toEqual(expected);
});

test.each([
  [0, undefined],
  [1, '5015'],
  [2, '5025'],
  [10, '5105'],
])('slot %i has its own: %s', (slot, port) => {
  expect(one(['${AGENT_PORT:-5010}:5010'], slot)).toEqual(port === undefined ? {} : { AGENT_PORT: port });
});

test('in the order of the services’ names, and of the ports in each', () => {
  const services = {
    'worker-b': { ports: ['${B:-1}:1'] },
    'worker-a': { ports: ['${Z:-2}:2', '${A:-3}:3'] },
    quiet: {},
  };
  expect(of(services)).toEqual({ Z: '5015', A: '5016', B: '5017' });
});

test('a variable that is used twice gets one port', () => {
  const services = {
    a: { ports: ['${A:-1}:1/tcp', '${A:-1}:1/udp', '${B:-2}:2'] },
    b: { ports: ['${A:-1}:1', '${C}:3'] },
  };
  expect(of(services)).toEqual({ A: '5015', B: '5016', C: '5017' });
});

test('services of a profile that is off need none', () => {
  const services = {
    a: { ports: ['${A}:1'], profiles: ['extra'] },
    b: { ports: ['${B}:1'], profiles: [] },
    c: { ports: ['${C}:1'], profiles: ['extra', 'local-prod'] },
  };
  expect(of(services)).toEqual({ B: '5015' });
  expect(of(services, 1, ['local-prod'])).toEqual({ B: '5015', C: '5016' });
});

test('the sixth is in the second run, the twenty-sixth keeps its default', () => {
  const names = Array.from({ length: 26 }, (_, index) => `P${String(index).padStart(2, '0')}`);
  const given = one(
    names.map((name) => `\${${name}}:1`),
    2,
  );
  expect(Object.keys(given)).toEqual(names.slice(0, 25));
  expect([given['P04'], given['P05'], given['P24']]).toEqual(['5029', '5220', '5239']);
});

test('what does not fit in the rest of a run leaves it to others', () => {
  expect(one(['${A}:1', '${B}:1-5', '${C}:1', '${D}:1-4'])).toEqual({
    A: '5015',
    B: '5200-5204',
    C: '5016',
    D: '5205-5208',
  });
});

test('no port in two slots, whatever there is to publish', () => {
  const ports = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 40 });
  fc.assert(
    fc.property(ports, (counts) => {
      const all = Array.from({ length: 10 }, (_, index) =>
        Object.values(
          one(
            counts.map((count, at) => `\${P${at}}:1-${count}`),
            index + 1,
          ),
        ).flatMap((value) => {
          const [from, to = from] = value.split('-').map(Number);
          return Array.from({ length: (to ?? 0) - (from ?? 0) + 1 }, (__, step) => (from ?? 0) + step);
        }),
      ).flat();
      expect(new Set(all).size).toBe(all.length);
    }),
  );
});

test('the shipped file has none, and is not looked into', async () => {
  const file = fileURLToPath(new URL('../../../../compose/docker-compose.sandbox.yml', import.meta.url));
  const { services } = await readComposeFiles([file], { directory: '/', env: {} });
  const ports = Object.values(services).flatMap((service) => service.ports);
  // API, database, Grafana, three of Jaeger, Prometheus, and the workers, of which those in a profile of their own are local-prod's.
  expect(ports.length).toBeGreaterThanOrEqual(7 + 8);
  expect(spareVariables({ services }, { slot: 1, profiles: [] })).toEqual([]);
});
