import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { E2E } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { git } from '../src/stage/git.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// local-prod and two sandboxes of a file whose services also join a network that all of them share.

const SHARED = 'a-ktrdr-test-observability';
const COLLECTOR = 'ktrdr-test-collector';
const FOREIGN = 'ktrdr-test-foreign';
const SERVICES = ['db', 'backend', 'backtest-worker-1', 'training-worker-1', 'agent', 'mcp-local'];
const PROJECTS = ['ktrdr-prod', 'ktrdr--one', 'ktrdr--two'];
const TIMES = 100;

let stage: Stage;
let clone: string;
let localProd: string;

const sandbox = (name: string): string => join(stage.directory, `ktrdr--${name}`);
const docker = async (...args: string[]): Promise<string> => (await execa('docker', args)).stdout;

beforeAll(async () => {
  stage = await setStage('shared-network');
  clone = await stage.clone('ktrdr');
  await copyFile(join(E2E, 'fixtures', 'generations', 'shared-network.yml'), join(clone, 'docker-compose.sandbox.yml'));
  await git(clone, 'add', '--all');
  await git(clone, 'commit', '-q', '-m', 'a shared network');
  await clean();
  await makeSharedNetwork();
  localProd = await stage.clone();
  await git(localProd, 'pull', '-q', clone, 'main');
  assertOk(await stage.ktrdr('local-prod init', { cwd: localProd }));
  for (const name of ['one', 'two']) assertOk(await stage.ktrdr(`sandbox create ${name} --from HEAD`, { cwd: clone }));
});
afterAll(async () => {
  await stage.strike();
  await clean();
});

/** The network, and what is there before any of the stacks. */
async function makeSharedNetwork(): Promise<void> {
  const options = ['--detach', '--init', '--name', COLLECTOR, '--network', SHARED, '--dns', '127.0.0.1'];
  await docker('network', 'create', SHARED);
  await docker('run', ...options, stage.appImage, 'sleep', 'infinity');
}

async function clean(): Promise<void> {
  await execa('docker', ['compose', '--project-name', FOREIGN, 'down', '--volumes'], { reject: false });
  await execa('docker', ['rm', '--force', COLLECTOR, 'ktrdr-test-pgadmin'], { reject: false });
  await execa('docker', ['network', 'rm', SHARED], { reject: false });
}

const containerOf = (project: string, service: string): string => `${project}-${service}-1`;

/** Every address that a container has, and its name. */
async function addresses(): Promise<Map<string, string>> {
  const format = '{{.Name}}{{range .NetworkSettings.Networks}} {{.IPAddress}}{{end}}';
  const ids = (await docker('ps', '--quiet')).split('\n');
  const lines = (await docker('inspect', '--format', format, ...ids)).split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [name = '', ...own] = line.replace(/^\//, '').split(' ');
      return own.filter(Boolean).map((address) => [address, name] as const);
    }),
  );
}

/** Asks a container a hundred times for each of these names: which containers it was sent to, and how often. */
async function ask(container: string, names: readonly string[]): Promise<Record<string, Record<string, number>>> {
  const script = `for i in $(seq ${TIMES}); do getent ahostsv4 ${names.join(' ')}; done; true`;
  const known = await addresses();
  const found = Object.fromEntries(names.map((name): [string, Record<string, number>] => [name, {}]));
  // `172.18.0.2  STREAM backend`; nothing of a name without an address.
  for (const line of (await docker('exec', container, 'sh', '-c', script)).split('\n')) {
    const [, address = '', name = ''] = /^(\S+)\s+STREAM\s+(\S+)/.exec(line) ?? [];
    const counts = found[name];
    const who = known.get(address) ?? address;
    if (counts !== undefined) counts[who] = (counts[who] ?? 0) + 1;
  }
  return Object.fromEntries(
    names.map((name) => {
      const counts = found[name] ?? {};
      const unanswered = TIMES - Object.values(counts).reduce((sum, count) => sum + count, 0);
      return [name, { ...counts, ...(unanswered === 0 ? {} : { nothing: unanswered }) }];
    }),
  );
}

/** Every name leads, every time, to the container of its own project; those that do not run, nowhere. */
const ownAlone = (project: string, stopped: readonly string[] = []): Record<string, Record<string, number>> =>
  Object.fromEntries(
    SERVICES.map((service) => [
      service,
      { [stopped.includes(service) ? 'nothing' : containerOf(project, service)]: TIMES },
    ]),
  );

async function expectOwnNames(projects: readonly string[], stopped: readonly string[] = []): Promise<void> {
  for (const project of projects) {
    for (const service of SERVICES.filter((one) => !stopped.includes(one))) {
      const found = await ask(containerOf(project, service), SERVICES);
      expect({ from: service, found }).toEqual({ from: service, found: ownAlone(project, stopped) });
    }
  }
}

test('local-prod and two sandboxes are ready, each with its own workers', async () => {
  const ups = [
    await stage.ktrdr('local-prod up --no-secrets', { cwd: localProd }),
    await stage.ktrdr('sandbox up --no-secrets', { cwd: sandbox('one') }),
    await stage.ktrdr('sandbox up --no-secrets', { cwd: sandbox('two') }),
  ];
  for (const up of ups) {
    assertOk(up);
    expect(up.output).toMatch(/workers 2 registered/);
    expect(up.output).not.toMatch(/answers to|not counted/);
  }
});

test('every name, asked a hundred times from every container, leads to its own', async () => {
  await expectOwnNames(PROJECTS);
});

describe('what the shared network is for', () => {
  test.each(PROJECTS)(
    '%s: its containers reach the collector by its name, from their first moment',
    async (project) => {
      for (const service of ['backend', 'backtest-worker-1', 'training-worker-1', 'agent']) {
        const found = await ask(containerOf(project, service), [COLLECTOR]);
        expect(found).toEqual({ [COLLECTOR]: { [COLLECTOR]: TIMES } });
      }
      expect(await docker('exec', containerOf(project, 'agent'), 'cat', '/tmp/first-moment')).toContain(COLLECTOR);
    },
  );

  test('its containers are scraped by their names', async () => {
    for (const project of PROJECTS) {
      const url = `http://${containerOf(project, 'backend')}:8000/metrics/`;
      expect(await docker('exec', COLLECTOR, 'curl', '--fail', '--silent', url)).toContain('ktrdr_workers');
    }
  });

  test('no name of a service is known there', async () => {
    expect(await ask(COLLECTOR, SERVICES)).toEqual(
      Object.fromEntries(SERVICES.map((service) => [service, { nothing: TIMES }])),
    );
  });
});

test("while a sandbox's backend and database do not run, their names lead nowhere, and those of the others to their own", async () => {
  const stopped = ['backend', 'db'];
  for (const service of stopped) await docker('stop', containerOf('ktrdr--one', service));
  await expectOwnNames(['ktrdr--one'], stopped);
  await expectOwnNames(['ktrdr--two', 'ktrdr-prod']);
  // Started by hand, and not by us.
  for (const service of stopped.toReversed()) await docker('start', containerOf('ktrdr--one', service));
  await expectOwnNames(['ktrdr--one']);
  expect((await ask(containerOf('ktrdr--one', 'backend'), [COLLECTOR]))[COLLECTOR]).toEqual({ [COLLECTOR]: TIMES });
});

test('a start changes nothing where all is as it should be, and puts back what is not', async () => {
  const cwd = sandbox('one');
  const ids = async (): Promise<string[]> =>
    (await stage.docker.containers('ktrdr--one')).map(({ id }) => id).toSorted();
  const before = await ids();
  const again = assertOk(await stage.ktrdr('sandbox up --no-secrets', { cwd }));
  expect(await ids()).toEqual(before);
  process.stdout.write(`shared network: a start that changes nothing took ${again.seconds.toFixed(1)} s\n`);

  // As a start that was killed between making and connecting leaves it, and a container that is made anew.
  await docker('network', 'disconnect', SHARED, containerOf('ktrdr--one', 'backend'));
  await docker('rm', '--force', containerOf('ktrdr--one', 'agent'));
  assertOk(await stage.ktrdr('sandbox up --no-secrets', { cwd }));
  for (const service of ['backend', 'agent']) {
    expect(await ask(containerOf('ktrdr--one', service), [COLLECTOR])).toEqual({ [COLLECTOR]: { [COLLECTOR]: TIMES } });
  }
  expect(await docker('exec', containerOf('ktrdr--one', 'agent'), 'cat', '/tmp/first-moment')).toContain(COLLECTOR);
});

test('a stack that Compose starts by hand beside them answers to none of their names, and is named', async () => {
  const file = join(clone, 'docker-compose.sandbox.yml');
  const compose = ['compose', '--project-name', FOREIGN, '--file', file];
  await execa('docker', [...compose, 'up', '--detach', 'backend'], {
    env: { ...stage.environment(), KTRDR_DB_PORT: '25432', KTRDR_API_PORT: '28000' },
  });
  try {
    await expectOwnNames(PROJECTS);
    const up = assertOk(await stage.ktrdr('sandbox up --no-secrets', { cwd: sandbox('two') }));
    expect(up.output).toContain(`Container ${FOREIGN}-backend-1 of project ${FOREIGN}`);
    expect(up.output).toMatch(/answers to backend on network a-ktrdr-test-observability/);
    expect(up.output).toContain(`docker network disconnect ${SHARED} ${FOREIGN}-backend-1`);
  } finally {
    await execa('docker', [...compose, 'down', '--volumes'], { env: stage.environment() });
  }
});

test('down says which foreign container holds a network, and how to take it off', async () => {
  const [network = ''] = (await stage.docker.networks('ktrdr--two')).map(({ name }) => name);
  const options = ['--detach', '--name', 'ktrdr-test-pgadmin', '--network', network, '--network-alias', 'db'];
  await docker('run', ...options, stage.appImage, 'sleep', '600');
  // It has no label of Compose's.
  const found = await stage.ktrdr('doctor', { cwd: '/' });
  expect(found.stdout).toContain(`container ktrdr-test-pgadmin answers to db on ${network}`);
  expect(found.stdout).toContain(`docker network disconnect -f ${network} ktrdr-test-pgadmin`);
  const down = await stage.ktrdr('sandbox down', { cwd: sandbox('two') });
  expect(down.exitCode).toBe(1);
  expect(down.stderr).toMatch(/own containers are gone, .*container ktrdr-test-pgadmin/);
  const [command = ''] = /docker network disconnect .*$/m.exec(down.stderr) ?? [];
  expect(command).toBe(`docker network disconnect -f ${network} ktrdr-test-pgadmin`);
  await execa('sh', ['-c', command]);
});

test('down takes what is its own, and leaves the shared network', async () => {
  assertOk(await stage.ktrdr('sandbox down', { cwd: sandbox('two') }));
  expect(await stage.docker.containers('ktrdr--two')).toEqual([]);
  expect(await stage.docker.networks('ktrdr--two')).toEqual([]);
  expect(await stage.docker.networkExists(SHARED)).toBe(true);
});

test('a shared network that was made anew meanwhile is joined anew', async () => {
  const cwd = sandbox('one');
  await docker('rm', '--force', COLLECTOR);
  for (const project of ['ktrdr-prod', 'ktrdr--one']) {
    await execa('docker', ['compose', '--project-name', project, 'stop']);
  }
  await docker('network', 'rm', SHARED);
  await makeSharedNetwork();
  assertOk(await stage.ktrdr('sandbox up --no-secrets', { cwd }));
  expect(await ask(containerOf('ktrdr--one', 'backend'), [COLLECTOR])).toEqual({ [COLLECTOR]: { [COLLECTOR]: TIMES } });
});

test("a file that puts a service's name on the shared network is refused, by name", async () => {
  const cwd = sandbox('two');
  const file = join(cwd, 'docker-compose.sandbox.yml');
  const text = await readFile(file, 'utf8');
  const aliased = text.replace(
    'networks: [ktrdr-network, observability]',
    'networks: { ktrdr-network: , observability: { aliases: [backend] } }',
  );
  await writeFile(file, aliased);
  const up = await stage.ktrdr('sandbox up --no-secrets', { cwd });
  expect(up.exitCode).toBe(1);
  expect(up.stderr).toMatch(/services\.backend\.networks \(a-ktrdr-test-observability\) has the alias backend/);
  expect(await stage.docker.containers('ktrdr--two')).toEqual([]);
  await git(cwd, 'checkout', '-q', file);
});

test('a volume to which the file gives a fixed name is each sandbox’s own', async () => {
  const cwd = sandbox('two');
  const file = join(cwd, 'docker-compose.sandbox.yml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('  postgres_data:\n', '  postgres_data: { name: ktrdr-test-fixed }\n'));
  assertOk(await stage.ktrdr('sandbox up --no-secrets', { cwd }));
  const format = '{{range .Mounts}}{{.Name}} {{end}}';
  expect((await docker('inspect', '--format', format, containerOf('ktrdr--two', 'db'))).trim()).toBe(
    'ktrdr--two_postgres_data',
  );
  expect(await docker('volume', 'ls', '--quiet', '--filter', 'name=ktrdr-test-fixed')).toBe('');
});
