import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import * as z from 'zod';
import { assertOk } from '../src/stage/assert-ok.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// What a running local-prod of the shipped Compose file can do.

let stage: Stage;
let clone: string;

beforeAll(async () => {
  stage = await setStage('stack');
  clone = await stage.clone();
  assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
});
afterAll(async () => await stage.strike());

const up = async (args: string) => await stage.ktrdr(`local-prod up --no-secrets ${args}`.trim(), { cwd: clone });

async function workers(): Promise<string[]> {
  const containers = await stage.docker.containers('ktrdr-prod');
  return containers
    .flatMap(({ service }) => (service.includes('-worker-') ? [service] : []))
    .toSorted((a, b) => a.localeCompare(b));
}

const USUAL = ['backtest-worker-1', 'backtest-worker-2', 'training-worker-1', 'training-worker-2'];

describe('--workers', () => {
  test('6 starts exactly two more, which must register', async () => {
    const result = await up('--workers 6');
    assertOk(result);
    expect(result.output).toMatch(/workers 6 registered/);
    expect(await workers()).toEqual([
      'backtest-worker-1',
      'backtest-worker-2',
      'backtest-worker-3',
      'backtest-worker-4',
      'training-worker-1',
      'training-worker-2',
    ]);
  });

  test('a plain up keeps the number that runs', async () => {
    expect((await up('')).output).toMatch(/workers 6 registered/);
    expect(await workers()).toHaveLength(6);
  });

  test('5 leaves one of them, 4 none', async () => {
    expect((await up('--workers 5')).output).toMatch(/workers 5 registered/);
    expect(await workers()).toEqual([USUAL[0], USUAL[1], 'backtest-worker-3', USUAL[2], USUAL[3]]);
    expect((await up('--workers 4')).output).toMatch(/workers 4 registered/);
    expect(await workers()).toEqual(USUAL);
  });

  test.each(['3', '9', 'many'])('%s is refused with the range', async (count) => {
    const result = await up(`--workers ${count}`);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/4 to 8/);
  });

  test('is refused where the file has no such services, naming them', async () => {
    const file = join(clone, 'small.yml');
    await writeFile(
      file,
      JSON.stringify({ services: { store: { image: stage.appImage, command: ['sleep', 'infinity'] } } }),
    );
    const result = await up('--workers 5 --compose-file small.yml');
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/small\.yml has no service backtest-worker-3/);
    expect(await workers()).toEqual(USUAL);
  });
});

describe('containers reach the host', () => {
  let server: Server;
  afterEach(async () => await new Promise((done) => server.close(done)));

  test.each(['backend', 'backtest-worker-1'])('%s, as host.docker.internal', async (service) => {
    server = createServer((_, response) => response.end('hello from the host'));
    await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
    const port = portOf(server);
    const { stdout } = await execa('docker', [
      'exec',
      `ktrdr-prod-${service}-1`,
      'curl',
      '-fsS',
      `http://host.docker.internal:${port}/`,
    ]);
    expect(stdout).toBe('hello from the host');
  });

  test('status shows the host services that listen', async () => {
    server = createServer();
    await new Promise<void>((done) => server.listen(5001, done));
    const status: unknown = JSON.parse((await stage.ktrdr('local-prod status --json', { cwd: clone })).stdout);
    expect(status).toMatchObject({
      hostServices: [
        { name: 'ib', port: 5001, reachable: true },
        { name: 'training', port: 5002, reachable: false },
      ],
    });
  });
});

describe('mcp-config', () => {
  const messages = [
    {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
    },
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    { jsonrpc: '2.0', id: 2, method: 'tools/list' },
  ];
  const server = z.object({ command: z.string(), args: z.array(z.string()), env: z.record(z.string(), z.string()) });
  const config = z.object({ mcpServers: z.object({ ktrdr: server.partial({ env: true }) }) });

  test.each([
    ['claude-code', (): string => clone, process.env['PATH']],
    // A desktop application starts in / and with the PATH of a system that knows nothing of the user's.
    ['claude-desktop', (): string => '/', '/usr/bin:/bin:/usr/sbin:/sbin'],
  ])('prints the command with which %s speaks to the MCP server', async (client, cwd, PATH) => {
    const printed = await stage.ktrdr(`local-prod mcp-config --client ${client}`, { cwd: '/' });
    assertOk(printed);
    const { command, args, env } = config.parse(JSON.parse(printed.stdout)).mcpServers.ktrdr;
    const { HOME = '' } = process.env;
    const { stdout } = await execa(command, args, {
      cwd: cwd(),
      env: { HOME, PATH, ...env },
      extendEnv: false,
      input: messages.map((message) => `${JSON.stringify(message)}\n`).join(''),
    });
    const answers = stdout.split('\n').map((line): unknown => JSON.parse(line));
    expect(answers).toMatchObject([
      { id: 1, result: { protocolVersion: expect.any(String), serverInfo: { name: expect.any(String) } } },
      { id: 2, result: { tools: [{ name: expect.any(String) }] } },
    ]);
  });

  test('prints the same with --json, and the version of the document', async () => {
    const [plain, json] = await Promise.all([
      stage.ktrdr('local-prod mcp-config', { cwd: '/' }),
      stage.ktrdr('local-prod mcp-config --json', { cwd: '/' }),
    ]);
    expect(json).toMatchObject({ exitCode: 0, stderr: '' });
    const pasted: object = JSON.parse(plain.stdout);
    expect(JSON.parse(json.stdout)).toEqual({ schemaVersion: 1, ...pasted });
    expect(plain.stderr).toMatch(/\.mcp\.json/);
  });
});

test('a change of what the image is built of is in the image after a plain up', async () => {
  const settings = join(clone, 'config', 'settings.yaml');
  const before = await image();
  assertOk(await up(''));
  expect(await image()).toBe(before);
  await writeFile(settings, `${await readFile(settings, 'utf8')}\n# changed\n`);
  assertOk(await up(''));
  expect(await image()).not.toBe(before);
});

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
}

async function image(): Promise<string> {
  return (await execa('docker', ['inspect', '--format', '{{.Image}}', 'ktrdr-prod-backend-1'])).stdout;
}
