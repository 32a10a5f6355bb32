import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from '@jest/globals';
import type { Run } from '@ktrdr/process';
import { createContext } from '../src/index.ts';
import { servedBy } from '../src/served/served-by.ts';
import { aSandbox } from './support/a.ts';
import { connectionByRun } from './support/connection-by-run.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();
const noProcess: Run = async (command) => await Promise.reject(new Error(`not expected: ${command}`));
const shippedComposeFile = fileURLToPath(new URL('../../../compose/docker-compose.sandbox.yml', import.meta.url));
const context = createContext({
  env: { HOME: root },
  connection: connectionByRun(noProcess),
  run: noProcess,
  command: 'a test',
  shippedComposeFile,
});

let path: string;
let count = 0;
beforeEach(() => {
  path = join(root, String((count += 1)));
  mkdirSync(path);
});
const served = async () => await servedBy(context, aSandbox({ path }));
const urlsOf = async (): Promise<unknown> => {
  const { services } = await served();
  return services && Object.fromEntries([...services].map(([name, { ports }]) => [name, Object.fromEntries(ports)]));
};

test('the shipped file, where a checkout brings none', async () => {
  expect(await urlsOf()).toMatchObject({
    backend: { 8000: 8003 },
    grafana: { 3000: 3003 },
    jaeger: { 16686: 16689 },
    prometheus: { 9090: 9093 },
  });
});

// KTRDR's later files leave observability to a stack that all share.
test("a checkout's own file, with the slot's ports and without what is not in it", async () => {
  const services = 'services:\n  backend:\n    ports: ["${KTRDR_API_PORT:-8000}:8000"]\n';
  const networks = 'networks:\n  devops-ai-observability:\n    external: true\n';
  writeFileSync(join(path, 'docker-compose.sandbox.yml'), `${services}${networks}`);
  expect(await urlsOf()).toEqual({ backend: { 8000: 8003 } });
  expect((await served()).sharedObservability).toBe(true);
  writeFileSync(join(path, 'docker-compose.sandbox.yml'), `# no devops-ai-observability\n${services}`);
  expect((await served()).sharedObservability).toBe(false);
});

test('nothing is known of a checkout that is away: the shipped file says nothing of it', async () => {
  const away = await servedBy(context, aSandbox({ path: join(path, 'away') }));
  expect(away).toEqual({ services: undefined, declared: undefined, sharedObservability: false });
});

test('all services that a file has, whatever starts them', async () => {
  const own = 'services: { backend: {}, job: { profiles: [jobs] }, none: { scale: 0 } }\n';
  writeFileSync(join(path, 'docker-compose.sandbox.yml'), own);
  writeFileSync(join(path, '.env.sandbox'), 'KTRDR_UP_WITHOUT=backend\n');
  expect([...((await served()).declared ?? [])]).toEqual(['backend', 'job', 'none']);
  writeFileSync(join(path, 'docker-compose.sandbox.yml'), `include: [nowhere.yml]\n${own}`);
  expect((await served()).declared).toBeUndefined();
});

const file = (service: string): string => `services: { ${service}: { ports: ["\${KTRDR_API_PORT}:8000"] } }\n`;

test('files that an earlier start was told of, without what it leaves out', async () => {
  writeFileSync(join(path, 'docker-compose.sandbox.yml'), file('other'));
  writeFileSync(join(path, 'one.yml'), file('backend'));
  writeFileSync(join(path, 'two.yml'), file('grafana'));
  writeFileSync(join(path, '.env.sandbox'), 'KTRDR_UP_COMPOSE_FILES=one.yml:two.yml\nKTRDR_UP_WITHOUT=grafana\n');
  expect(await urlsOf()).toEqual({ backend: { 8000: 8003 } });
});

test.each([
  ['is broken', 'services: [', /docker-compose\.sandbox\.yml, line 1: /],
  // Compose may know a way to it.
  ['includes what is not there', 'include: [nowhere.yml]\nservices: {}\n', undefined],
])('nothing is known of a file that %s, and nothing fails', async (_, text, said) => {
  writeFileSync(join(path, 'docker-compose.sandbox.yml'), text);
  const { services, unusable } = await served();
  expect(services).toBeUndefined();
  expect(unusable?.message).toEqual(said && expect.stringMatching(said));
});

test('a file that cannot be read is nothing that fails', async () => {
  mkdirSync(join(path, 'docker-compose.sandbox.yml'));
  const unusable = expect.objectContaining({ code: 'COMPOSE_FILE_MISSING' });
  expect(await served()).toEqual({ services: undefined, sharedObservability: false, unusable });
});

test('ports for which a start gives out spare ones of the slot, UDP ports aside', async () => {
  const ports = '"${READING_PORT:-5010}:5010", { published: "${DNS_PORT:-53}", target: 53, protocol: udp }';
  writeFileSync(join(path, 'docker-compose.sandbox.yml'), `services: { reading: { ports: [${ports}] } }\n`);
  expect(await urlsOf()).toEqual({ reading: { 5010: 5035 } });
});
