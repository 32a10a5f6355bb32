import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { assertOk } from '../src/stage/assert-ok.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// `docker compose up` ends with an error: the cause comes first, with what mends it, and what follows from it is not said at all.

const ID = 'ktrdr--fails';

let stage: Stage;
let sandbox: string;

beforeAll(async () => {
  stage = await setStage('start-fails');
  sandbox = await stage.clone('fails');
  assertOk(await stage.ktrdr('sandbox init', { cwd: sandbox }));
});
afterAll(async () => await stage.strike());

const up = async (env: Readonly<Record<string, string>> = {}) =>
  await stage.ktrdr('sandbox up --no-secrets --json', { cwd: sandbox, env });

/** Services of which each needs the one before it to be healthy, the first of them with this command and health check. */
async function writeChain(command: readonly string[], probe: object = {}): Promise<void> {
  const names = ['first', 'second', 'third', 'fourth'];
  const services = names.map((name, index) => {
    const before = names[index - 1];
    return [
      name,
      {
        image: stage.appImage,
        command: index === 0 ? command : ['sleep', 'infinity'],
        init: true,
        healthcheck: { test: ['CMD', 'true'], interval: '1s', ...(index === 0 ? probe : {}) },
        ...(before === undefined ? {} : { depends_on: { [before]: { condition: 'service_healthy' } } }),
      },
    ] as const;
  });
  const file = { services: Object.fromEntries(services) };
  await writeFile(join(sandbox, 'docker-compose.sandbox.yml'), JSON.stringify(file));
}

test('a service that others wait for dies: it is named with its exit code, and the others are not blamed', async () => {
  await writeChain(['sh', '-c', 'echo the reason >&2; exit 3']);
  const result = await up();
  expect(result.exitCode).toBe(2);
  const { error } = JSON.parse(result.stdout);
  expect(error.failures.map(({ service }: { service: string | null }) => service ?? null)).toEqual(
    expect.arrayContaining(['first']),
  );
  expect(error.failures.find(({ service }: { service?: string }) => service === 'first')).toMatchObject({
    reasons: [expect.stringMatching(/exited with code 3/)],
    log: ['the reason'],
  });
  expect(result.output).not.toMatch(/has not been created/);
  expect(result.output).not.toMatch(/^(second|third|fourth) /m);
  assertOk(await stage.ktrdr('sandbox down', { cwd: sandbox }));
});

test('a service that ran before ends while others wait for it: it is started anew', async () => {
  await writeChain(['sleep', 'infinity'], { test: ['CMD', 'test', '-e', '/tmp/well'], start_period: '600s' });
  expect((await stage.ktrdr('sandbox up --no-secrets --timeout 5', { cwd: sandbox })).exitCode).toBe(2);
  const first = async () => (await stage.docker.containers(ID)).find(({ service }) => service === 'first');
  const before = await first();
  expect(before?.state).toBe('running');
  const over = new AbortController();
  const again = up().finally(() => over.abort());
  while (!(await isComposeAtWork())) await sleep(50);
  // It waits by then.
  await sleep(2_000);
  await execa('docker', ['kill', `${ID}-first-1`]);
  while (!over.signal.aborted && (await first())?.startedAt === before?.startedAt) await sleep(50);
  await execa('docker', ['exec', `${ID}-first-1`, 'touch', '/tmp/well'], { reject: false });
  assertOk(await again);
  assertOk(await stage.ktrdr('sandbox down', { cwd: sandbox }));
});

test('a service that was paused by hand is unhealthy until it is probed again: what waits for it is started then', async () => {
  await writeChain(['sleep', 'infinity'], { interval: '6s' });
  assertOk(await up());
  await execa('docker', ['pause', `${ID}-first-1`]);
  await execa('docker', ['unpause', `${ID}-first-1`]);
  await execa('docker', ['rm', '--force', `${ID}-second-1`]);
  const why = await stage.ktrdr('why', { cwd: sandbox });
  expect(why.output).toMatch(/first is not healthy yet: it has not been probed since it was paused \(STARTING\)/);
  assertOk(await up());
  assertOk(await stage.ktrdr('sandbox down', { cwd: sandbox }));
});

/** Whether `docker compose up` works on the sandbox. */
async function isComposeAtWork(): Promise<boolean> {
  const { stdout } = await execa('ps', ['-ww', '-eo', 'args=']);
  return stdout
    .split('\n')
    .some((args) => args.startsWith('docker ') && args.includes(` ${sandbox} `) && / up\b/.test(args));
}

test('what was found of a start that failed is kept, without secrets, also when its containers and the instance are gone', async () => {
  const command = ['sh', '-c', 'echo "the token is $$API_TOKEN" >&2; exit 3'];
  const service = { image: stage.appImage, command, environment: { API_TOKEN: 'canary-of-the-token' } };
  await writeFile(join(sandbox, 'docker-compose.sandbox.yml'), JSON.stringify({ services: { teller: service } }));
  const result = await up();
  expect(result.exitCode).toBe(2);
  expect(result.stderr).toMatch(/The findings are kept; to see them later: ktrdr records ktrdr--fails/);
  assertOk(await stage.ktrdr('sandbox down', { cwd: sandbox }));
  const [newest] = JSON.parse((await stage.ktrdr('records fails --json', { cwd: stage.directory })).stdout).records;
  expect(newest).toMatchObject({ id: ID, occasion: 'start', code: 'GATE_FAILED', command: 'ktrdr sandbox up' });
  const text = await readFile(newest.file, 'utf8');
  expect(text).not.toContain('canary');
  expect(JSON.parse(text)).toMatchObject({
    explanation: { state: 'stopped' },
    composeFile: expect.stringContaining('teller'),
    containers: [{ State: { ExitCode: 3 } }],
    logs: { [`${ID}-teller-1`]: [expect.stringMatching(/Z the token is \[redacted\]$/)] },
    events: expect.arrayContaining([expect.objectContaining({ action: 'die', exitCode: '3' })]),
    versions: { program: expect.stringMatching(/^@ktrdr\/cli /), engine: expect.any(String) },
    missing: [],
  });
  const gone = await stage.ktrdr('sandbox destroy --yes --force', { cwd: sandbox });
  assertOk(gone);
  expect(gone.output).toMatch(/are kept for at most 30 days, without secrets: ktrdr records ktrdr--fails/);
  const { stdout } = await stage.ktrdr('records fails', { cwd: stage.directory });
  expect(stdout).toMatch(/^ktrdr--fails teller exited with code 3/m);
  expect(stdout).toContain(newest.file);
  // The newest with what was found then, and when.
  expect(stdout).toContain(`As found at ${newest.at}:`);
  expect(stdout).toMatch(/✗ teller [^]*\n {8}its last log lines:\n {10}the token is \[redacted\]/);
  assertOk(await stage.ktrdr('sandbox init', { cwd: sandbox }));
});

test('a service that wants GPUs gets them asked for; where the Engine has none, its words are the cause', async () => {
  // `gpus: all` of the file means the same from Compose 2.30 on; before, Compose passes it over.
  const deploy = { resources: { reservations: { devices: [{ count: 'all', capabilities: ['gpu'] }] } } };
  const service = { image: stage.appImage, command: ['sleep', 'infinity'], init: true, gpus: 'all', deploy };
  await writeFile(join(sandbox, 'docker-compose.sandbox.yml'), JSON.stringify({ services: { trainer: service } }));
  const result = await up();
  expect(result.exitCode).toBe(2);
  expect(result.output).toMatch(/could not select device driver/);
  const { stdout } = await stage.docker.command([
    'inspect',
    `${ID}-trainer-1`,
    '--format',
    '{{json .HostConfig.DeviceRequests}}',
  ]);
  expect(JSON.parse(stdout)).toMatchObject([{ Count: -1, Capabilities: [['gpu']] }]);
  assertOk(await stage.ktrdr('sandbox down', { cwd: sandbox }));
});

test('no network can be made: one block says why and what to do, and no container is spoken of', async () => {
  await writeChain(['sleep', 'infinity']);
  const networks: string[] = [];
  try {
    for (let index = 0; index < 400; index += 1) {
      const name = `ktrdr-test-fill-${index}`;
      const made = await stage.docker.command(['network', 'create', name]);
      if (made.exitCode !== 0) break;
      networks.push(name);
    }
    const result = await up();
    expect(result.exitCode).toBe(2);
    const { error } = JSON.parse(result.stdout);
    expect(error.failures).toHaveLength(1);
    expect(error.failures[0]).toMatchObject({
      reasons: [expect.stringMatching(/fully subnetted|non-overlapping/)],
      hints: [expect.stringMatching(/docker network ls/)],
      log: [],
    });
    expect(error.hint).not.toMatch(/stay as they are/);
    expect(await stage.docker.containers(ID)).toEqual([]);
  } finally {
    await stage.docker.removeNetworks(networks);
  }
  assertOk(await up());
});
