import { connect, createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createEngine, type Engine } from '@ktrdr/engine';
import { execa } from 'execa';
import { setStage, type Stage } from '../src/stage/stage.ts';

// What `@ktrdr/engine` takes for granted of an Engine, asked of the real one: over its socket, and over `docker system dial-stdio`.

const SHOP = 'com.example.engine-contract=yes';
const NAME = 'engine-contract';

let stage: Stage;
let server: Server | undefined;
const engines: Record<string, Engine> = {};

const docker = async (...args: string[]): Promise<string> => (await execa('docker', args)).stdout.trim();

beforeAll(async () => {
  stage = await setStage('engine-library');
  await remove();
  const direct = createEngine({ env: process.env });
  const address = await direct.endpoint();
  engines['its socket'] = direct;
  engines['docker system dial-stdio'] = createEngine({
    env: { ...process.env, DOCKER_HOST: address.startsWith('unix://') ? await forwarded(address) : address },
  });
  const options = ['--detach', '--init', '--label', SHOP];
  await docker('network', 'create', '--label', SHOP, NAME);
  await docker('volume', 'create', '--label', SHOP, NAME);
  const probe = ['--health-cmd', 'echo well', '--health-interval', '200ms'];
  const script = 'echo to out; echo to err >&2; exec sleep infinity';
  await docker('run', ...options, ...probe, '--name', NAME, '-v', `${NAME}:/goods`, stage.appImage, 'sh', '-c', script);
  await docker('run', ...options, '--tty', '--name', `${NAME}-terminal`, stage.appImage, 'sh', '-c', script);
  await docker('run', ...options, '--name', `${NAME}-ended`, stage.appImage, 'sh', '-c', 'exit 3');
  await docker('wait', `${NAME}-ended`);
});
afterAll(async () => {
  for (const engine of Object.values(engines)) engine.close();
  server?.close();
  await remove();
  await stage.strike();
});

/** The same Engine on a port of this machine: what is no socket is reached by the `docker` command. */
async function forwarded(address: string): Promise<string> {
  const made = createServer((client) => {
    const engine = connect(address.slice('unix://'.length));
    client.on('error', () => engine.destroy());
    engine.on('error', () => client.destroy());
    client.pipe(engine).pipe(client);
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  const at = made.address();
  if (at === null || typeof at === 'string') throw new Error('it has no port');
  return `tcp://127.0.0.1:${at.port}`;
}

async function remove(): Promise<void> {
  const ids = await docker('ps', '--all', '--quiet', '--filter', `label=${SHOP}`);
  if (ids !== '') await docker('rm', '--force', '--volumes', ...ids.split('\n'));
  await execa('docker', ['network', 'rm', NAME], { reject: false });
  await execa('docker', ['volume', 'rm', NAME], { reject: false });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}

describe.each(['its socket', 'docker system dial-stdio'])('over %s', (way) => {
  let engine: Engine;
  beforeAll(() => {
    const found = engines[way];
    if (found === undefined) throw new Error(`there is no Engine over ${way}`);
    engine = found;
  });

  /** Waits until its health check has succeeded; throws where it does not run. */
  async function isHealthy(name: string): Promise<void> {
    for (;;) {
      const container = await engine.inspectContainer(name);
      if (container?.health?.status === 'healthy') return;
      if (container?.state !== 'running') throw new Error(`${name} does not run: ${container?.state ?? 'it is gone'}`);
      await sleep(100);
    }
  }

  test('the Engine is the one that docker speaks to', async () => {
    const { id, version, memory, time = 0 } = await engine.info();
    expect(`${id} ${version} ${memory}`).toBe(
      await docker('info', '--format', '{{.ID}} {{.ServerVersion}} {{.MemTotal}}'),
    );
    expect(time).toBeGreaterThan(0);
    expect((await engine.version()).version).toBe(version);
  });

  test('containers, as docker lists and inspects them', async () => {
    const listed = await engine.listContainers({ labels: [SHOP] });
    expect(listed.map(({ name, state }) => `${name} ${state}`).toSorted()).toEqual([
      `${NAME} running`,
      `${NAME}-ended exited`,
      `${NAME}-terminal running`,
    ]);
    expect((await engine.listContainers({ labels: [SHOP], running: true })).length).toBe(2);
    expect(await engine.listContainers({ names: [NAME] })).toMatchObject([{ name: NAME, mounts: [{ name: NAME }] }]);
    expect(await engine.inspectContainer(`${NAME}-ended`)).toMatchObject({ state: 'exited', exitCode: 3 });
    expect(await engine.inspectContainer(NAME)).toMatchObject({ hasTerminal: false, finishedAt: undefined });
    expect(await engine.inspectContainer(`${NAME}-none`)).toBeUndefined();
    await isHealthy(NAME);
  });

  test('volumes, networks and images', async () => {
    expect(await engine.listVolumes({ labels: [SHOP] })).toEqual([await engine.inspectVolume(NAME)]);
    expect(await engine.listNetworks({ names: [NAME] })).toMatchObject([{ name: NAME, driver: 'bridge' }]);
    expect(await engine.inspectImage(stage.appImage)).toMatchObject({
      tags: expect.arrayContaining([stage.appImage]),
    });
    expect((await engine.listImages()).flatMap(({ tags }) => tags)).toContain(stage.appImage);
    expect(await engine.inspectImage('registry.example.com:5000/none:1')).toBeUndefined();
    expect(await engine.inspectVolume(`${NAME}-none`)).toBeUndefined();
    expect(await engine.inspectNetwork(`${NAME}-none`)).toBeUndefined();
    await engine.exec(NAME, ['sh', '-c', 'head -c 12345 /dev/zero > /goods/sold']);
    expect((await engine.volumeSizes()).get(NAME)).toBe(12_345);
    await expect(engine.removeVolume(NAME)).rejects.toMatchObject({
      code: 'DOCKER_FAILED',
      detail: expect.stringContaining('volume is in use'),
    });
  });

  test('a container goes on a network and off it again', async () => {
    await engine.connectContainer(NAME, NAME, { aliases: ['cash'] });
    expect(await engine.inspectNetwork(NAME)).toMatchObject({ members: [{ name: NAME }] });
    const networks = (await engine.inspectContainer(NAME))?.networks;
    expect(networks?.find(({ network }) => network === NAME)?.dnsNames).toEqual(expect.arrayContaining(['cash', NAME]));
    await engine.disconnectContainer(NAME, NAME);
    expect(await engine.inspectNetwork(NAME)).toMatchObject({ members: [] });
  });

  test('what a container has written, of two streams and of a terminal', async () => {
    const lines = await all(engine.logs(NAME, { timestamps: true }));
    expect(lines.map(({ stream, text }) => `${stream}: ${text}`).toSorted()).toEqual([
      'stderr: to err',
      'stdout: to out',
    ]);
    expect(Date.parse(lines[0]?.time ?? '')).toBeGreaterThan(0);
    expect((await all(engine.logs(`${NAME}-terminal`))).map(({ text }) => text)).toEqual(['to out', 'to err']);
    expect(await all(engine.logs(NAME, { tail: 0 }))).toEqual([]);
    expect(await all(engine.logs(NAME, { since: Date.now() + 60_000 }))).toEqual([]);
  });

  test('what a quiet container writes is followed until nobody wants more', async () => {
    const ending = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => ending.abort(reason), 500);
    const follow = engine.logs(NAME, { follow: true, tail: 0, timeoutMs: 10_000, signal: ending.signal });
    await expect(all(follow)).rejects.toBe(reason);
  });

  test('a command in a container', async () => {
    const script = 'echo "$A"; echo no >&2; exit 5';
    expect(await engine.exec(NAME, ['sh', '-c', script], { env: { A: 'b c' } })).toEqual({
      exitCode: 5,
      stdout: 'b c\n',
      stderr: 'no\n',
    });
    const large = await engine.exec(NAME, ['sh', '-c', 'head -c 3000000 /dev/zero | tr "\\0" x']);
    expect(large.stdout).toHaveLength(3_000_000);
    // Its standard input is at its end.
    expect(await engine.exec(NAME, ['cat'])).toMatchObject({ exitCode: 0, stdout: '' });
    expect((await engine.exec(NAME, ['no-such-command'])).exitCode).toBe(126);
    await expect(engine.exec(`${NAME}-ended`, ['true'])).rejects.toMatchObject({
      code: 'DOCKER_FAILED',
      detail: expect.stringContaining('is not running'),
    });
    await expect(engine.exec(NAME, ['sleep', '20'], { timeoutMs: 1_000 })).rejects.toMatchObject({
      code: 'DOCKER_TIMEOUT',
    });
  });

  test('what it uses, and its processes', async () => {
    const stats = await engine.stats(NAME);
    expect(stats?.memory.used).toBeGreaterThan(0);
    expect(stats?.processor.used).toBeGreaterThan(0);
    expect(stats?.time).toBeGreaterThan(0);
    expect(await engine.stats(`${NAME}-ended`)).toBeUndefined();
    const { processes } = await engine.top(NAME, '-eo pid,args');
    expect(processes.map(([, command]) => command)).toContain('sleep infinity');
  });

  test('what happens to a container, and what is done to it', async () => {
    const name = `${NAME}-short`;
    const { time: since = 0 } = await engine.info();
    const seen = all(
      (async function* untilDestroyed() {
        for await (const event of engine.events({ since, types: ['container'], labels: [SHOP] })) {
          if (event.attributes['name'] === name || event.action === 'rename') yield event.action;
          if (event.action === 'destroy') return;
        }
      })(),
    );
    const id = await docker(
      'run',
      '--detach',
      '--init',
      '--label',
      SHOP,
      '--name',
      name,
      stage.appImage,
      'sleep',
      'infinity',
    );
    await engine.renameContainer(id, `${name}-2`);
    await engine.renameContainer(id, name);
    await expect(engine.unpauseContainer(id)).rejects.toMatchObject({ detail: expect.stringContaining('not paused') });
    expect(await engine.restartContainer(id)).toBe(true);
    expect(await engine.stopContainer(id, { graceSeconds: 5 })).toBe(true);
    expect(await engine.stopContainer(id)).toBe(true);
    expect(await engine.removeContainer(id)).toBe(true);
    expect(await engine.removeContainer(id)).toBe(false);
    expect(await seen).toEqual(
      expect.arrayContaining(['create', 'start', 'rename', 'restart', 'die', 'stop', 'destroy']),
    );
  });
});

const engineOf = (env: Record<string, string>): Engine => createEngine({ env: { PATH: process.env['PATH'], ...env } });

test('what is wrong with the way to an Engine is said as docker would', async () => {
  await expect(engineOf({ DOCKER_HOST: 'tcp://127.0.0.1:1' }).info()).rejects.toMatchObject({
    code: 'ENGINE_UNREACHABLE',
  });
  await expect(engineOf({ DOCKER_HOST: 'ssh://nobody@127.0.0.1:1' }).info()).rejects.toMatchObject({
    code: 'ENGINE_UNREACHABLE',
  });
  await expect(engineOf({ DOCKER_CONFIG: stage.directory, DOCKER_CONTEXT: 'nope' }).info()).rejects.toMatchObject({
    code: 'CONTEXT_MISSING',
  });
});
