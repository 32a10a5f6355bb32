import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseEnvFile } from '@ktrdr/instance';
import { execa } from 'execa';
import { assertOk } from '../src/stage/assert-ok.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { tracesOf } from '../src/stage/traces-of.ts';

// The ten steps of the specification's end-to-end scenario, in substance: `/api/v1/workers` is a bare array, and
// `docker compose ps` needs `-p ktrdr-prod`.

let stage: Stage;
let clone: string;

beforeAll(async () => {
  stage = await setStage('ten-steps');
  clone = await stage.clone();
});
afterAll(async () => await stage.strike());

async function answers(url: string): Promise<number | undefined> {
  return await fetch(url, { signal: AbortSignal.timeout(5000) }).then(
    ({ status }) => status,
    () => undefined,
  );
}

describe('local-prod from a fresh clone', () => {
  test('1, 2: init writes .env.sandbox for slot 0 and registers the clone', async () => {
    const result = await stage.ktrdr('local-prod init', { cwd: clone });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    const variables = parseEnvFile(await readFile(join(clone, '.env.sandbox'), 'utf8'));
    expect(variables).toMatchObject({ SLOT_NUMBER: '0', KTRDR_API_PORT: '8000', INSTANCE_ID: 'ktrdr-prod' });
    const registry: unknown = JSON.parse(await readFile(join(stage.home, 'sandbox', 'instances.json'), 'utf8'));
    expect(registry).toMatchObject({
      version: 1,
      local_prod: { instance_id: 'ktrdr-prod', slot: 0, path: clone, is_worktree: false, parent_repo: null },
      instances: {},
    });
  });

  test('3: up starts everything and says that it is ready', async () => {
    const result = await stage.ktrdr('local-prod up --no-secrets', { cwd: join(clone, 'ktrdr') });
    expect(result.output).toMatch(/ktrdr-prod is ready/);
    expect(result.output).toMatch(/insecure defaults/);
    expect(result.exitCode).toBe(0);
  });

  test('4: services answer on the standard ports', async () => {
    const urls = [
      'http://localhost:8000/api/v1/health',
      'http://localhost:3000/api/health',
      'http://localhost:16686',
      'http://localhost:9090/-/healthy',
    ];
    expect(await Promise.all(urls.map(answers))).toEqual([200, 200, 200, 200]);
  });

  test('5: four workers are registered', async () => {
    const workers: unknown = await (await fetch('http://localhost:8000/api/v1/workers')).json();
    expect(workers).toHaveLength(4);
  });

  test('6: the MCP container runs', async () => {
    const { stdout } = await execa('docker', ['compose', '-p', 'ktrdr-prod', 'ps', 'mcp-local']);
    expect(stdout).toMatch(/mcp-local.*Up/);
  });

  test('a migration made a table in the database', async () => {
    const query = "insert into strategies (name) values ('from the test') returning name";
    const { stdout } = await execa('docker', [
      'compose',
      '-p',
      'ktrdr-prod',
      'exec',
      '-T',
      'db',
      'psql',
      '-U',
      'ktrdr',
      '-d',
      'ktrdr',
      '-Atqc',
      query,
    ]);
    expect(stdout.trim()).toBe('from the test');
  });

  test('7: status shows all services, URLs, workers and host services', async () => {
    const people = await stage.ktrdr('local-prod status', { cwd: clone });
    for (const text of [
      'db',
      'backend',
      'grafana',
      'jaeger',
      'prometheus',
      'mcp-local',
      'training-worker-2',
      'http://localhost:3000',
      '4 of 4',
    ]) {
      expect(people.stdout).toContain(text);
    }
    const { stdout, stderr } = await stage.ktrdr('local-prod status --json', { cwd: clone });
    expect(stderr).toBe('');
    const status: unknown = JSON.parse(stdout);
    expect(status).toMatchObject({
      id: 'ktrdr-prod',
      kind: 'local-prod',
      slot: 0,
      path: clone,
      state: 'running',
      containers: { running: 10, total: 10 },
      urls: {
        api: 'http://localhost:8000',
        docs: 'http://localhost:8000/api/v1/docs',
        grafana: 'http://localhost:3000',
      },
      ports: { api: 8000, db: 5432 },
      workers: { expected: 4, registered: 4, missing: [] },
      hostServices: [
        { name: 'ib', port: 5001, reachable: false },
        { name: 'training', port: 5002, reachable: false },
      ],
    });
  });

  test('up again finds everything running, and changes no container', async () => {
    const ids = async (): Promise<string[]> =>
      (await stage.docker.containers('ktrdr-prod')).map(({ id }) => id).toSorted();
    const before = await ids();
    const result = await stage.ktrdr('local-prod up --no-secrets --json', { cwd: clone });
    expect(result.exitCode).toBe(0);
    const description: unknown = JSON.parse(result.stdout);
    expect(description).toMatchObject({ id: 'ktrdr-prod', state: 'running' });
    expect(await ids()).toEqual(before);
  });

  test('logs shows what containers wrote, of one service too', async () => {
    const all = await stage.ktrdr('local-prod logs -n 5', { cwd: clone });
    expect(all.stdout).toContain('db-1 ');
    const one = await stage.ktrdr('local-prod logs backend -n 3 --json', { cwd: clone });
    const lines = one.stdout.split('\n').map((line): unknown => JSON.parse(line));
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).toMatchObject({ container: 'backend-1', message: expect.any(String) });
    const wrong = await stage.ktrdr('local-prod logs bakend', { cwd: clone });
    expect(wrong.exitCode).toBe(1);
    expect(wrong.stderr).toMatch(/no service bakend[^]*backtest-worker-1/);
  });

  test('8: down stops it, and keeps the database', async () => {
    const result = await stage.ktrdr('local-prod down', { cwd: clone });
    expect(result.exitCode).toBe(0);
    expect(await answers('http://localhost:8000/api/v1/health')).toBeUndefined();
    expect(await stage.docker.containers('ktrdr-prod')).toEqual([]);
    expect((await stage.docker.volumes('ktrdr-prod')).map(({ name }) => name)).toContain('ktrdr-prod_postgres_data');
  });

  test('9, 10: destroy removes what is in Docker, .env.sandbox and the entry; the clone stays', async () => {
    assertOk(await stage.ktrdr('local-prod up --no-secrets', { cwd: clone }));
    const query = 'select count(*) from strategies';
    const { stdout } = await execa('docker', [
      'compose',
      '-p',
      'ktrdr-prod',
      'exec',
      '-T',
      'db',
      'psql',
      '-U',
      'ktrdr',
      '-d',
      'ktrdr',
      '-Atqc',
      query,
    ]);
    expect(stdout.trim()).toBe('1');

    const result = await stage.ktrdr('local-prod destroy --force', { cwd: clone });
    expect(result.exitCode).toBe(0);
    expect(existsSync(join(clone, '.env.sandbox'))).toBe(false);
    expect(existsSync(join(clone, 'ktrdr'))).toBe(true);
    const registry: unknown = JSON.parse(await readFile(join(stage.home, 'sandbox', 'instances.json'), 'utf8'));
    expect(registry).toMatchObject({ local_prod: null });
    expect(await tracesOf(stage.docker, 'ktrdr-prod')).toEqual([]);
    expect(await stage.docker.images('ktrdr-prod')).toEqual([]);
  });

  test('destroy once more says that there is nothing', async () => {
    const result = await stage.ktrdr('local-prod destroy --force', { cwd: clone });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/No local-prod instance exists/);
  });

  test('the checkout is as git made it', async () => {
    const { stdout } = await execa('git', ['-C', clone, 'status', '--porcelain']);
    expect(stdout).toBe('');
  });
});
