import { once } from 'node:events';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { hasCode } from '@ktrdr/errors';
import { execa } from 'execa';
import { newestDockerfile, readsSpacedHereDocuments } from '../src/images/here-document.ts';
import { E2E } from '../src/places.ts';
import { lentNames } from '../src/real/lent-names.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { countedDocker } from '../src/stage/counted-docker.ts';
import { git } from '../src/stage/git.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { SECRETS_WARNING, warningsOf } from '../src/stage/warnings-of.ts';

// Clones that bring a Compose file in the manner of KTRDR's own, of both generations.

const COMPOSE_FILE = 'docker-compose.sandbox.yml';
const SHARED_TAG = 'ktrdr-backend:dev';
const NETWORK = 'devops-ai-observability';
const VOLUME = 'ktrdr-test-agent-login';

let stage: Stage;
let clone: string;
const names = lentNames();

beforeAll(async () => {
  stage = await setStage('generations');
  // Somebody built an image of that name once, from another checkout: it runs nothing here.
  await names.lend(SHARED_TAG, stage.images['KTRDR_DB_IMAGE'] ?? '');
  clone = await stage.clone();
  assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
});
afterAll(async () => {
  await stage.strike();
  await names.giveBack();
});
afterEach(async () => {
  await stage.ktrdr('local-prod down --volumes --yes', { cwd: clone });
  await git(clone, 'clean', '-fdq');
});

const bring = async (generation: string): Promise<void> =>
  await copyFile(join(E2E, 'fixtures', 'generations', generation), join(clone, COMPOSE_FILE));
const up = async (env: Readonly<Record<string, string>> = {}) =>
  await stage.ktrdr('local-prod up --no-secrets', { cwd: clone, env });

async function health(service: string): Promise<string> {
  const format =
    '{{.Config.Healthcheck.StartInterval}} {{.Config.Healthcheck.StartPeriod}} {{.Config.Healthcheck.Interval}}';
  return (await execa('docker', ['inspect', '--format', format, `ktrdr-prod-${service}-1`])).stdout;
}

describe('the first generation', () => {
  beforeEach(async () => await bring('first.yml'));

  test('starts with frequent probes in place of its slow ones, all else as it says', async () => {
    await writeFile(join(clone, 'prometheus.yml'), 'scrape_configs: []\n');
    const result = await up();
    assertOk(result);
    expect(result.output).toMatch(/grafana[^]*workers 2 registered/);
    expect(warningsOf(result)).toEqual([SECRETS_WARNING]);
    expect(await health('backend')).toBe('1s 10m0s 30s');
    // The service without a start period gets one, which Compose demands beside the interval.
    expect(await health('db')).toBe('1s 10m0s 10s');
    const { stdout } = await execa('docker', ['inspect', '--format', '{{.HostConfig.Init}}', 'ktrdr-prod-mcp-local-1']);
    expect(stdout).toBe('true');
    process.stdout.write(`first generation, 30 s intervals: ready after ${result.seconds.toFixed(1)} s\n`);
  });

  test('is refused while a file that it mounts is missing', async () => {
    const result = await up();
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/prometheus\.yml \(service prometheus mounts it/);
    expect(await stage.docker.containers('ktrdr-prod')).toEqual([]);
  });
});

/** Linux gives this port to outgoing connections, too: one that has it is waited for. */
async function listenOn(port: number): Promise<Server> {
  for (;;) {
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
      return server;
    } catch (error) {
      if (!hasCode(error, 'EADDRINUSE')) throw error;
      await sleep(200);
    }
  }
}

describe('the later generation', () => {
  /** The network may be there, with somebody's observability on it. */
  let networkWasThere: boolean;
  const makeWhatItExpects = async (): Promise<void> => {
    if (!networkWasThere) await execa('docker', ['network', 'create', NETWORK]);
    await execa('docker', ['volume', 'create', VOLUME]);
  };

  beforeEach(async () => {
    networkWasThere = await stage.docker.networkExists(NETWORK);
    await bring('later.yml');
    const dockerfile = join(clone, 'deploy', 'docker', 'Dockerfile.dev');
    await mkdir(dirname(dockerfile), { recursive: true });
    await writeFile(dockerfile, newestDockerfile({ from: stage.appImage, spaced: await readsSpacedHereDocuments() }));
    await writeFile(join(clone, 'uv.lock'), 'locked\n');
    await names.lend('ktrdr-agent:dev', stage.appImage);
  });
  afterEach(async () => {
    await stage.ktrdr('local-prod down --volumes --yes', { cwd: clone });
    if (!networkWasThere) await execa('docker', ['network', 'rm', NETWORK], { reject: false });
    await execa('docker', ['volume', 'rm', VOLUME], { reject: false });
  });

  test('is refused while what it expects from elsewhere is missing, with the commands that make it', async () => {
    const result = await up();
    expect(result.exitCode).toBe(1);
    const commands = [
      ...(networkWasThere ? [] : [`docker network create ${NETWORK}`]),
      `docker volume create ${VOLUME}`,
    ];
    expect(result.stderr).toContain(commands.join(' && '));
    expect(await stage.docker.containers('ktrdr-prod')).toEqual([]);
  });

  test('starts without observability, which is neither checked nor listed', async () => {
    await makeWhatItExpects();
    const result = await up();
    assertOk(result);
    expect(result.output).toMatch(/workers 3 registered/);
    expect(warningsOf(result)).toEqual([SECRETS_WARNING]);
    const status: unknown = JSON.parse((await stage.ktrdr('local-prod status --json', { cwd: clone })).stdout);
    expect(status).toMatchObject({
      state: 'running',
      urls: { api: 'http://localhost:8000', grafana: null, jaeger: null, prometheus: null },
      workers: { expected: 3, registered: 3 },
    });
    process.stdout.write(`later generation, 30 s intervals: ready after ${result.seconds.toFixed(1)} s\n`);
  });

  test('up again knows that nothing has changed, and runs neither a build nor Compose’s up', async () => {
    await makeWhatItExpects();
    assertOk(await up());
    const docker = await countedDocker(join(stage.directory, 'counted'));
    assertOk(await up(docker.env));
    const calls = await docker.calls();
    expect(calls).toContainEqual(expect.stringMatching(/^compose .* config\b/));
    expect(calls.filter((call) => /^compose .* (?:up|build)\b/.test(call))).toEqual([]);
  });

  test('the shared observability has its addresses while it runs; else up says in a line that it does not', async () => {
    await makeWhatItExpects();
    const absent = /The shared Jaeger, Grafana and Prometheus \(network devops-ai-observability\) are not running/;
    const without = assertOk(await up());
    expect(without.output.match(new RegExp(absent, 'g'))).toHaveLength(1);
    const jaeger = await listenOn(46_686);
    try {
      const beside = assertOk(await up());
      expect(beside.output).toMatch(/^ *Jaeger +http:\/\/localhost:46686 \(shared\)$/m);
      expect(beside.output).not.toMatch(absent);
    } finally {
      jaeger.close();
    }
  });

  test('what is made elsewhere survives destroy', async () => {
    await makeWhatItExpects();
    assertOk(await up());
    assertOk(await stage.ktrdr('local-prod destroy --force', { cwd: '/' }));
    expect(await stage.docker.networkExists(NETWORK)).toBe(true);
    expect(await stage.docker.volumeExists(VOLUME)).toBe(true);
    assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
  });
});
