import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { E2E } from '../src/places.ts';
import { git } from '../src/stage/git.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// Clones that bring a Compose file in the manner of KTRDR's own, of both generations.

let stage: Stage;
let clone: string;

beforeAll(async () => {
  stage = await setStage('generations');
  clone = await stage.clone();
  assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
});
afterAll(async () => await stage.strike());
afterEach(async () => {
  await stage.ktrdr('local-prod down --volumes --yes', { cwd: clone });
  await git(clone, 'clean', '-fdq');
});

const bring = async (generation: string, as: string) =>
  await copyFile(join(E2E, 'fixtures', 'generations', generation), join(clone, as));
const up = async () => await stage.ktrdr('local-prod up --no-secrets', { cwd: clone });

async function health(service: string): Promise<string> {
  const format =
    '{{.Config.Healthcheck.StartInterval}} {{.Config.Healthcheck.StartPeriod}} {{.Config.Healthcheck.Interval}}';
  return (await execa('docker', ['inspect', '--format', format, `ktrdr-prod-${service}-1`])).stdout;
}

describe('the first generation', () => {
  test('starts with frequent probes in place of its slow ones, all else as it says', async () => {
    await bring('first.yml', 'docker-compose.sandbox.yml');
    await writeFile(join(clone, 'prometheus.yml'), 'scrape_configs: []\n');
    const result = await up();
    assertOk(result);
    expect(result.output).toMatch(/grafana[^]*workers 2 registered/);
    expect(await health('backend')).toBe('1s 10m0s 30s');
    // The service without a start period gets one, which Compose demands beside the interval.
    expect(await health('db')).toBe('1s 10m0s 10s');
    const { stdout } = await execa('docker', ['inspect', '--format', '{{.HostConfig.Init}}', 'ktrdr-prod-mcp-local-1']);
    expect(stdout).toBe('true');
    process.stdout.write(`first generation, 30 s intervals: ready after ${result.seconds.toFixed(1)} s\n`);
  });

  test('is refused while a file that it mounts is missing', async () => {
    await bring('first.yml', 'docker-compose.sandbox.yml');
    const result = await up();
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/prometheus\.yml \(service prometheus mounts it/);
    expect(await stage.docker.containers('ktrdr-prod')).toEqual([]);
  });
});

describe('the later generation', () => {
  beforeEach(async () => await bring('later.yml', 'docker-compose.yml'));
  afterEach(async () => {
    await stage.ktrdr('local-prod down', { cwd: clone });
    await execa('docker', ['network', 'rm', 'ktrdr-test-lab'], { reject: false });
    await execa('docker', ['volume', 'rm', 'ktrdr-test-models'], { reject: false });
  });

  test('is refused while its external network and volume are missing, with the commands that make them', async () => {
    const result = await up();
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain('docker network create ktrdr-test-lab && docker volume create ktrdr-test-models');
    expect(await stage.docker.containers('ktrdr-prod')).toEqual([]);
  });

  test('starts without observability, which is neither checked nor listed', async () => {
    await execa('docker', ['network', 'create', 'ktrdr-test-lab']);
    await execa('docker', ['volume', 'create', 'ktrdr-test-models']);
    const result = await up();
    assertOk(result);
    expect(result.output).toMatch(/workers 2 registered/);
    expect(result.output).not.toMatch(/grafana|jaeger|prometheus/i);
    const status: unknown = JSON.parse((await stage.ktrdr('local-prod status --json', { cwd: clone })).stdout);
    expect(status).toMatchObject({
      state: 'running',
      urls: { api: 'http://localhost:8000', grafana: null, jaeger: null, prometheus: null },
      workers: { expected: 2, registered: 2 },
    });
    process.stdout.write(`later generation, 30 s intervals: ready after ${result.seconds.toFixed(1)} s\n`);
  });

  test('what is made elsewhere survives destroy', async () => {
    await execa('docker', ['network', 'create', 'ktrdr-test-lab']);
    await execa('docker', ['volume', 'create', 'ktrdr-test-models']);
    assertOk(await up());
    assertOk(await stage.ktrdr('local-prod destroy --force', { cwd: '/' }));
    expect(await stage.docker.networkExists('ktrdr-test-lab')).toBe(true);
    expect(await stage.docker.volumeExists('ktrdr-test-models')).toBe(true);
    assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
  });
});
