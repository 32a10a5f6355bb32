import { describe, expect, test } from '@jest/globals';
import type { Context } from '../../src/core/context.ts';
import type { RegisteredWorker } from '../../src/readiness/parse-workers.ts';
import type { WorkersAnswer } from '../../src/readiness/workers-status.ts';
import { workerRegistrations } from '../../src/causes/worker-registrations.ts';
import { createContext } from '../../src/index.ts';
import { aContainer } from '../support/a.ts';

const SERVICE = 'training-worker-1';
const OWN = `http://${SERVICE}:5005`;
const worker = aContainer({
  service: SERVICE,
  variables: ['WORKER_TYPE'],
  environment: () => ({ WORKER_PUBLIC_BASE_URL: OWN, KTRDR_API_URL: 'http://host.docker.internal:8002/api/v1' }),
  ports: [{ published: 5012, target: 5005, address: '' }],
});

const at = (url: string, id = 'me'): RegisteredWorker => ({ id, type: undefined, url, host: new URL(url).hostname });
const answer = (registered: readonly RegisteredWorker[] | undefined, missing: readonly string[] = [SERVICE]) =>
  ({
    status: { expected: 1, registered: 0, missing, foreign: [] },
    registered,
    ids: new Map([[SERVICE, 'me']]),
    instead: undefined,
    tookMs: 1,
  }) satisfies WorkersAnswer;

function contextWith(said: { readonly exitCode?: number; readonly stdout?: string; readonly stderr?: string }) {
  const commands: (readonly string[])[] = [];
  const { docker } = createContext({ env: { HOME: '/nobody' }, command: 'ktrdr' });
  const fake: Pick<Context, 'docker'> = {
    docker: {
      ...docker,
      exec: async (_, command) => {
        commands.push(command);
        return { exitCode: 0, stdout: '', stderr: '', ...said };
      },
      publishers: async () => [{ port: 8002, protocol: 'tcp', container: 'x', project: 'ktrdr--b' }],
    },
  };
  return { fake, commands };
}

async function found(said: Parameters<typeof contextWith>[0], asked: WorkersAnswer, again = asked) {
  const { fake, commands } = contextWith(said);
  const registrations = await workerRegistrations(fake, [worker], { asked, askAgain: async () => again });
  return {
    registrations: registrations.map(({ endpoint, listening, reach }) => ({ endpoint, listening, reach })),
    commands,
  };
}

describe('who is asked', () => {
  test.each([
    ['nobody, where the backend does not answer', answer(undefined)],
    ['nobody, where all is well', answer([at(OWN)], [])],
  ])('%s', async (_, asked) => expect(await found({}, asked)).toEqual({ registrations: [], commands: [] }));

  test('the kernel, of a port that is not published', async () => {
    const stdout = '   0: 00000000:138D 00000000:0000 0A';
    const { registrations } = await found({ stdout }, answer([at(`http://${SERVICE}:9`)], []));
    expect(registrations).toEqual([{ endpoint: `http://${SERVICE}:9`, listening: [5005], reach: undefined }]);
  });

  test('the backend, from the container of one that is not registered', async () => {
    const stderr = 'x\ncurl: (7) no\n';
    const { registrations, commands } = await found({ exitCode: 7, stderr }, answer([]));
    const url = 'http://host.docker.internal:8002';
    expect(registrations).toMatchObject([{ reach: { url, answer: { kind: 'failed', text: 'curl: (7) no' } } }]);
    expect(commands[0]?.at(-1)).toBe(`${url}/api/v1/workers`);
  });
});

describe('what came of it', () => {
  const there = JSON.stringify([{ worker_id: 'me', endpoint_url: OWN, status: 'available' }]);
  test('it is with another backend', async () => {
    const { registrations } = await found({ stdout: there }, answer([]));
    expect(registrations).toMatchObject([{ reach: { answer: { isKnownThere: true, project: 'ktrdr--b' } } }]);
  });

  test('it has registered meanwhile', async () => {
    expect((await found({ stdout: there }, answer([]), answer([at(OWN)], []))).registrations).toEqual([]);
  });

  test('an image that can ask nobody', async () => {
    expect((await found({ exitCode: 127 }, answer([]))).registrations).toMatchObject([{ reach: undefined }]);
  });
});
