import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { assertPortsOnce, portClashes } from '../../src/start/port-clashes.ts';
import { configuredPorts } from '../../src/readiness/published-ports.ts';
import { aConfig, anInstance } from '../support/a.ts';

const port = (published: string, more: object = {}) => [{ target: 1, published, ...more }];
const after = (name: string, condition: string) => ({ depends_on: { [name]: { condition } } });

test.each<[string, Parameters<typeof aConfig>[0], Record<number, readonly string[]>]>([
  ['different ports', { a: { ports: port('5010') }, b: { ports: port('5011') } }, {}],
  ['the same port', { a: { ports: port('5010') }, b: { ports: port('5010') } }, { 5010: ['a', 'b'] }],
  ['a port, and one of a range with it', { a: { ports: port('5009-5011') }, b: { ports: port('5010') } }, {}],
  ['one of the same range each', { a: { ports: port('5009-5011') }, b: { ports: port('5009-5011') } }, {}],
  ['three times', { a: { ports: port('1') }, b: { ports: port('1') }, c: { ports: port('1') } }, { 1: ['a', 'b'] }],
  ['twice by one service', { a: { ports: [...port('1'), ...port('1', { target: 2 })] } }, {}],
  ['for two protocols', { a: { ports: port('1') }, b: { ports: port('1', { protocol: 'udp' }) } }, {}],
  [
    'on two addresses',
    { a: { ports: port('1', { host_ip: '127.0.0.1' }) }, b: { ports: port('1', { host_ip: '127.0.0.2' }) } },
    {},
  ],
  [
    'on one address and on all',
    { a: { ports: port('1', { host_ip: '127.0.0.1' }) }, b: { ports: port('1') } },
    { 1: ['a', 'b'] },
  ],
  [
    'one after the other',
    { a: { ports: port('1') }, b: { ports: port('1'), ...after('a', 'service_completed_successfully') } },
    {},
  ],
  [
    'one beside the other',
    { a: { ports: port('1') }, b: { ports: port('1'), ...after('a', 'service_started') } },
    { 1: ['a', 'b'] },
  ],
])('services that publish %s', (_, services, expected) => {
  const config = aConfig(services);
  const found = portClashes(config, configuredPorts(config));
  expect(Object.fromEntries(found.map(({ port: number, services: both }) => [number, both]))).toEqual(expected);
});

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'ktrdr-clash-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const AGENT = '${KTRDR_DESIGN_AGENT_PORT:-5010}';

test.each<[string, Record<string, string>, RegExp]>([
  [AGENT, {}, /line of your own in \.env\.sandbox: KTRDR_DESIGN_AGENT_PORT=<port>/],
  // In a sandbox, whose slot gives it: such a line would not be used.
  [AGENT, { KTRDR_DESIGN_AGENT_PORT: '5010' }, /another port in the file/],
  ['5010', {}, /another port in the file/],
])('an agent at %s and a worker want one port: which, and what moves one of them: %#', async (written, spare, hint) => {
  const file = join(directory, 'docker-compose.sandbox.yml');
  const text = {
    services: {
      agent: { ports: [`127.0.0.1:${written}:5010`] },
      worker: { ports: ['${KTRDR_WORKER_PORT_8:-5010}:5010'] },
    },
  };
  writeFileSync(file, JSON.stringify(text));
  const config = aConfig({ agent: { ports: port('5010') }, worker: { ports: port('5010') } });
  const choice = { files: [file], shipped: false, origin: 'found' } as const;
  const variables = { KTRDR_WORKER_PORT_8: '5010', ...spare };
  const options = { config, ports: configuredPorts(config), choice, variables, env: variables };
  await expect(assertPortsOnce(anInstance({ path: directory }), options)).rejects.toMatchObject({
    code: 'PORT_TWICE',
    message: 'In docker-compose.sandbox.yml, agent and worker both publish port 5010',
    hint: expect.stringMatching(hint),
  });
});
