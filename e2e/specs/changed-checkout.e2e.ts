import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { assertOk } from '../src/stage/assert-ok.ts';
import { countedDocker } from '../src/stage/counted-docker.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// A checkout that changes under a running stack: a branch switch, `git clean`, a service that the file has no more.

const ID = 'ktrdr--changed';
const IMAGE = 'ktrdr-test-changed:current';

let stage: Stage;
let sandbox: string;

beforeAll(async () => {
  stage = await setStage('changed-checkout');
  sandbox = await stage.clone('changed');
  assertOk(await stage.ktrdr('sandbox init', { cwd: sandbox }));
});
afterAll(async () => {
  await stage.strike();
  await stage.docker.command(['image', 'rm', IMAGE]);
});

interface Service {
  readonly image: string;
  readonly command: readonly string[];
  readonly init: boolean;
  readonly restart: string;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck?: object;
  readonly depends_on?: object;
  readonly environment?: object;
  readonly scale?: number;
}

const service = (more: Partial<Service> = {}): Service => ({
  image: stage.appImage,
  command: ['sleep', 'infinity'],
  init: true,
  restart: 'unless-stopped',
  ...more,
});

async function writeFileWith(services: Readonly<Record<string, Service>>): Promise<void> {
  await writeFile(join(sandbox, 'docker-compose.sandbox.yml'), JSON.stringify({ services }));
}

const up = async () => await stage.ktrdr('sandbox up --no-secrets', { cwd: sandbox });
const containers = async () => await stage.docker.containers(ID);
const idOf = async (name: string) => (await containers()).find((one) => one.service === name)?.id;
const inContainer = async (name: string, command: string): Promise<string> =>
  (await stage.docker.command(['exec', `${ID}-${name}-1`, 'sh', '-c', command])).stdout;

const mounting = () => ({
  app: service({ volumes: ['./settings.ini:/settings.ini:ro', './output:/output'] }),
  other: service(),
});

/** Puts an image under the name that differs from the one that has it now. */
async function retag(name: string): Promise<void> {
  const build = ['build', '--quiet', '--tag', name, '-'];
  await stage.docker.command(build, { input: `FROM ${stage.appImage}\nLABEL changed=yes\n` });
}

beforeEach(async () => {
  await writeFile(join(sandbox, 'settings.ini'), 'one branch');
  await mkdir(join(sandbox, 'output'), { recursive: true });
  await writeFileWith(mounting());
  assertOk(await up());
});

test('while nothing changes, or the content of a mounted file alone, every container stays', async () => {
  const before = await containers();
  await writeFile(join(sandbox, 'settings.ini'), 'edited in place');
  assertOk(await up());
  expect((await containers()).map(({ id, startedAt }) => ({ id, startedAt }))).toEqual(
    before.map(({ id, startedAt }) => ({ id, startedAt })),
  );
  expect(await inContainer('app', 'cat /settings.ini')).toBe('edited in place');
});

const withSetting = (value: string) => ({ ...mounting(), other: service({ environment: { SETTING: value } }) });
const SEEN = 'cat /ini /run/secrets/token /text';
const changes: readonly [what: string, change: () => Promise<unknown>][] = [
  ['a value in the file changed', async () => await writeFileWith(withSetting('another'))],
  ['a container was removed by hand', async () => await stage.docker.command(['rm', '-f', `${ID}-other-1`])],
  ['a container was stopped by hand', async () => await stage.docker.command(['stop', '-t', '0', `${ID}-other-1`])],
  ['the name of its image stands for another', async () => await retag(IMAGE)],
];

test.each(changes)('Compose is not run where nothing changed, and is where %s', async (what, change) => {
  const own = { ...service({ environment: { SETTING: 'one' } }), image: IMAGE };
  await stage.docker.command(['tag', stage.appImage, IMAGE]);
  await writeFileWith({ ...mounting(), other: own });
  assertOk(await up());
  const docker = await countedDocker(join(stage.directory, 'counted', what.replaceAll(' ', '-')));
  const runs = async (): Promise<string[]> => (await docker.calls()).filter((call) => /^compose .* up( |$)/.test(call));
  const counted = async () => await stage.ktrdr('sandbox up --no-secrets', { cwd: sandbox, env: docker.env });
  const before = await idOf('other');
  assertOk(await counted());
  expect(await runs()).toEqual([]);
  expect(await idOf('other')).toBe(before);
  await change();
  assertOk(await counted());
  expect(await runs()).toHaveLength(1);
  expect((await containers()).map(({ state }) => state)).toEqual(['running', 'running']);
});

test('a mounted file that git has replaced is seen by the container once up is done', async () => {
  const other = await idOf('other');
  await writeFile(join(sandbox, 'new'), 'another branch');
  await rename(join(sandbox, 'new'), join(sandbox, 'settings.ini'));
  // What the product is there for: the container goes on with the file that is deleted.
  expect(await inContainer('app', 'cat /settings.ini')).toBe('one branch');
  assertOk(await up());
  expect(await inContainer('app', 'cat /settings.ini')).toBe('another branch');
  expect(await idOf('other')).toBe(other);
});

test('so is that of a config or a secret, and a config that the Compose file has contain something else', async () => {
  const givenTo = {
    configs: [
      { source: 'ini', target: '/ini' },
      { source: 'text', target: '/text' },
    ],
    secrets: ['token'],
  };
  const write = async (content: string) =>
    await writeFile(
      join(sandbox, 'docker-compose.sandbox.yml'),
      JSON.stringify({
        services: { app: { ...service(), ...givenTo }, other: service() },
        configs: { ini: { file: './config.ini' }, text: { content } },
        secrets: { token: { file: './token' } },
      }),
    );
  const replace = async (name: string, text: string): Promise<void> => {
    await writeFile(join(sandbox, 'new'), text);
    await rename(join(sandbox, 'new'), join(sandbox, name));
  };
  await write('1');
  await replace('config.ini', 'one ');
  const refused = await up();
  expect(refused.exitCode).not.toBe(0);
  expect(refused.output).toContain(`Put this file in its place: ${join(sandbox, 'token')}`);
  await replace('token', 'first ');
  assertOk(await up());
  expect(await inContainer('app', SEEN)).toBe('one first 1');
  const other = await idOf('other');
  await replace('config.ini', 'two ');
  await replace('token', 'second ');
  expect(await inContainer('app', SEEN)).toBe('one first 1');
  assertOk(await up());
  expect(await inContainer('app', SEEN)).toBe('two second 1');
  await write('2');
  assertOk(await up());
  expect(await inContainer('app', SEEN)).toBe('two second 2');
  expect(await idOf('other')).toBe(other);
  await writeFileWith(mounting());
  assertOk(await up());
});

test('a mounted directory that was removed is made anew, and what the container writes arrives in it', async () => {
  await rm(join(sandbox, 'output'), { recursive: true });
  assertOk(await up());
  await inContainer('app', 'echo written >/output/result');
  expect(await readFile(join(sandbox, 'output', 'result'), 'utf8')).toBe('written\n');
});

test('a service that the file has no more is named with what removes it, and so is the port that it holds', async () => {
  await writeFileWith({ ...mounting(), 'old-worker': service({ ports: ['5015:5003'] }) });
  assertOk(await up());
  await writeFileWith(mounting());
  const remove = `docker rm -f ${ID}-old-worker-1`;
  const dropped = assertOk(await up());
  expect(dropped.output).toContain(`${ID}-old-worker-1 (running)`);
  expect(dropped.output).toContain(remove);
  expect(await idOf('old-worker')).toBeDefined();

  await writeFileWith({ ...mounting(), 'new-worker': service({ ports: ['5015:5003'] }) });
  const renamed = await up();
  expect(renamed.exitCode).toBe(3);
  expect(renamed.output).toMatch(/port 5015 \(new-worker\) is held by its own container ktrdr--changed-old-worker-1/);
  expect(renamed.output).toContain(remove);
  await stage.docker.command(remove.split(' ').slice(1));
  assertOk(await up());
  expect(await idOf('new-worker')).toBeDefined();
});

test('a stack whose containers are all paused is not stopped', async () => {
  const all = (await containers()).map(({ id }) => id);
  await stage.docker.command(['pause', ...all]);
  expect(JSON.parse((await stage.ktrdr('sandbox list --json', { cwd: '/' })).stdout)).toMatchObject({
    instances: [{ state: 'partial', containers: { running: 0, total: all.length } }],
  });
  const status = await stage.ktrdr('sandbox status --check', { cwd: sandbox });
  expect(status.exitCode).not.toBe(0);
  expect(status.output).toMatch(/partial/);
  await stage.docker.command(['unpause', ...all]);
});

test('one of two containers of a service that was removed by hand is missed', async () => {
  // Left of a service that the file has no more.
  await stage.docker.command(['rm', '--force', `${ID}-new-worker-1`]);
  await writeFileWith({ ...mounting(), other: service({ scale: 2 }) });
  assertOk(await up());
  assertOk(await stage.ktrdr('sandbox status --check', { cwd: sandbox }));
  await stage.docker.command(['rm', '--force', `${ID}-other-2`]);
  const status = await stage.ktrdr('sandbox status --check', { cwd: sandbox });
  expect(status.exitCode).not.toBe(0);
  expect(status.output).toMatch(/has 1 of 2 containers/);
  expect(JSON.parse((await stage.ktrdr('sandbox list --json', { cwd: '/' })).stdout)).toMatchObject({
    instances: [{ state: 'partial' }],
  });
  await writeFileWith(mounting());
  assertOk(await up());
});

test('paused containers go on', async () => {
  await stage.docker.command(['pause', `${ID}-app-1`]);
  const result = assertOk(await up());
  expect(result.output).toMatch(/Resumed paused containers: app/);
  expect((await containers()).map(({ state }) => state)).toEqual(expect.arrayContaining(['running', 'running']));
});

test('a paused container goes on that the Engine calls unhealthy for the pause, and that another depends on', async () => {
  const healthcheck = { test: ['CMD', 'true'], interval: '5s' };
  const depends_on = { app: { condition: 'service_healthy' } };
  await writeFileWith({ app: service({ healthcheck }), other: service({ depends_on }) });
  assertOk(await up());
  await stage.docker.command(['pause', `${ID}-app-1`]);
  const paused = (await containers()).find((one) => one.service === 'app');
  // What the wait for a probe is there for.
  expect(paused?.health?.status).toBe('unhealthy');
  assertOk(await up());
  expect(await containers()).toContainEqual(
    expect.objectContaining({ id: paused?.id, health: expect.objectContaining({ status: 'healthy' }) }),
  );
});

test('a checkout made anew at its old place is what the containers see', async () => {
  const before = join(stage.directory, 'before');
  await rename(sandbox, before);
  await cp(before, sandbox, { recursive: true });
  await rm(before, { recursive: true });
  assertOk(await up());
  await inContainer('app', 'echo anew >/output/result');
  expect(await readFile(join(sandbox, 'output', 'result'), 'utf8')).toBe('anew\n');
});
