import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import * as z from 'zod';
import { assertOk } from '../src/stage/assert-ok.ts';
import { type SmallKtrdr, smallKtrdr } from '../src/stage/small-ktrdr.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// What may be wrong between a backend and its workers, made to happen by the Compose file, as a person would.

let stage: Stage;
const A = 'ktrdr--why-a';
const B = 'ktrdr--why-b';
const WORKER = 'training-worker-1';

const causes = z.array(
  z.object({
    code: z.string(),
    service: z.nullable(z.string()),
    summary: z.string(),
    evidence: z.array(z.object({ kind: z.string(), text: z.string() })),
    consequences: z.array(z.object({ code: z.string(), service: z.nullable(z.string()) })),
    fix: z.nullable(z.string()),
  }),
);
type Causes = z.infer<typeof causes>;

beforeAll(async () => {
  stage = await setStage('why-workers');
  const clone = await stage.clone('ktrdr');
  for (const name of ['why-a', 'why-b']) assertOk(await stage.ktrdr(`sandbox create ${name}`, { cwd: clone }));
  await run({ workers: { [WORKER]: {} } }, B);
});
afterAll(async () => await stage.strike());
beforeEach(async () => await stage.ktrdr(`down ${A}`, { cwd: stage.directory }));

/** Starts a stack by hand: up would wait for what does not come. */
async function run(of: SmallKtrdr, id = A): Promise<void> {
  const cwd = join(stage.directory, id);
  await writeFile(
    join(cwd, 'docker-compose.sandbox.yml'),
    JSON.stringify({ services: smallKtrdr(stage.appImage, of) }),
  );
  const files = ['-p', id, '--env-file', '.env.sandbox', '-f', 'docker-compose.sandbox.yml'];
  await execa('docker', ['compose', ...files, 'up', '-d'], { cwd });
}

async function why(): Promise<Causes> {
  const { stdout } = await stage.ktrdr(`why ${A} --json`, { cwd: stage.directory });
  return z.object({ causes }).parse(JSON.parse(stdout)).causes;
}

/** Its causes, as soon as they begin with this one; whatever they are where that does not happen. */
async function whyUntil(code: string | undefined): Promise<Causes> {
  for (let tries = 1; ; tries += 1) {
    const found = await why();
    if (found[0]?.code === code || tries > 20) return found;
    await sleep(500);
  }
}

const unregistered = [{ code: 'WORKER_UNREGISTERED', service: WORKER }];
const worker = (environment: Record<string, string>): SmallKtrdr => ({ workers: { [WORKER]: environment } });

describe('a worker that runs, and is not registered as it should be', () => {
  test('one that is: nothing is wrong', async () => {
    await run(worker({}));
    expect(await whyUntil(undefined)).toEqual([]);
  });

  test('it registers under the address of somebody else', async () => {
    await run(worker({ WORKER_PUBLIC_BASE_URL: 'http://localhost:5003' }));
    expect(await whyUntil('WORKER_ENDPOINT')).toMatchObject([
      {
        code: 'WORKER_ENDPOINT',
        service: WORKER,
        summary: expect.stringMatching(/localhost, which is not a name of its container/),
        consequences: unregistered,
        fix: expect.stringContaining(`WORKER_PUBLIC_BASE_URL of ${WORKER} to http://${WORKER}:5003; then: ktrdr up`),
      },
    ]);
  });

  test('it registers under a port on which nothing listens', async () => {
    await run(worker({ WORKER_PUBLIC_BASE_URL: `http://${WORKER}:5999` }));
    expect(await whyUntil('WORKER_ENDPOINT')).toMatchObject([
      { code: 'WORKER_ENDPOINT', evidence: [{}, { kind: 'found', text: 'its container listens on 5003' }] },
    ]);
  });

  test('it registers with the backend of another sandbox', async () => {
    const ports = (await stage.docker.containers(B)).flatMap((one) => one.ports);
    const { published } = ports.find(({ target }) => target === 8000) ?? { published: 0 };
    await run(worker({ KTRDR_API_URL: `http://host.docker.internal:${published}` }));
    expect(await whyUntil('WORKER_ELSEWHERE')).toMatchObject([
      { code: 'WORKER_ELSEWHERE', summary: expect.stringContaining(`the backend of ${B}`), consequences: unregistered },
    ]);
  });

  test('it has a wrong name for its backend, and cannot reach it', async () => {
    await run(worker({ KTRDR_API_URL: 'http://bakend:8000' }));
    expect(await whyUntil('BACKEND_UNREACHABLE')).toMatchObject([
      {
        code: 'BACKEND_UNREACHABLE',
        service: WORKER,
        consequences: unregistered,
        fix: expect.stringContaining(`set KTRDR_API_URL of ${WORKER} to http://backend:8000; then`),
      },
    ]);
  });

  test('it was taken off the network', async () => {
    await run(worker({}));
    await whyUntil(undefined);
    const container = `${A}-${WORKER}-1`;
    await execa('docker', ['network', 'disconnect', `${A}_default`, container]);
    await execa('docker', ['restart', '--time', '0', `${A}-backend-1`]);
    const [cause] = await whyUntil('OFF_NETWORK');
    expect(cause).toMatchObject({ service: WORKER, consequences: [{ code: 'BACKEND_UNREACHABLE' }, ...unregistered] });
    await execa('docker', ['network', 'connect', '--alias', WORKER, `${A}_default`, container]);
    expect(await whyUntil(undefined)).toEqual([]);
  });

  test('it does not try: that is all that can be told', async () => {
    await run(worker({ WORKER_TYPE: '', KTRDR_WORKER_TYPE: 'training' }));
    const found = await whyUntil('WORKER_UNREGISTERED');
    expect(found).toMatchObject([{ code: 'WORKER_UNREGISTERED', service: WORKER }]);
    const shown = await stage.ktrdr(`status ${A}`, { cwd: stage.directory });
    expect(shown.stdout).toMatch(/training-worker-1 .*\(WORKER_UNREGISTERED\)/);
  });
});

describe('a backend that is not dead, and not well', () => {
  test.each([
    ['slow', { SECONDS_TO_ANSWER: '3.6' }, 'BACKEND_SLOW', /^takes 3\.\d s to answer$/],
    ['it answers with an error', { ANSWER: '503' }, 'BACKEND_FAILS', /^answers 503$/],
  ])('%s', async (_, backend, code, summary) => {
    await run({ backend });
    expect(await whyUntil(code)).toMatchObject([
      { code, service: 'backend', summary: expect.stringMatching(summary), consequences: [] },
    ]);
  });

  test('slow, and it does one thing at a time: it is asked each question once, and is slow, not silent', async () => {
    await run({ backend: { SECONDS_TO_ANSWER: '3', ONE_AT_A_TIME: '1' }, workers: { [WORKER]: {} } });
    await whyUntil('BACKEND_SLOW');
    // It goes on answering those who have gone.
    await sleep(4_000);
    const questions = async (): Promise<string[]> =>
      (await execa('docker', ['logs', `${A}-backend-1`])).stdout.split('\n').filter((line) => line.startsWith('GET'));
    const before = (await questions()).length;
    const { stdout } = await stage.ktrdr(`why ${A} --json`, { cwd: stage.directory });
    expect(JSON.parse(stdout)).toMatchObject({
      causes: [{ code: 'BACKEND_SLOW', service: 'backend', consequences: [] }],
    });
    await sleep(4_000);
    expect((await questions()).slice(before).toSorted()).toEqual(['GET /api/v1/health', 'GET /api/v1/workers']);
  });
});
