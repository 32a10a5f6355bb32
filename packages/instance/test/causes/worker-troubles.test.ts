import { describe, expect, test } from '@jest/globals';
import type { BackendReach } from '../../src/causes/cause-facts.ts';
import { workerTroubles } from '../../src/causes/worker-troubles.ts';
import { aContainer } from '../support/a.ts';

const network = (name: string, ...names: string[]) => ({ network: name, networkId: name, aliases: names, names });
const backend = aContainer({ networks: [network('own', 'backend')] });
const options = { backend, up: 'up', logsOf: (service: string) => `logs ${service}` };

const worker = (env: Record<string, string> = {}, networks = [network('own', 'training-worker-1')]) =>
  aContainer({
    service: 'training-worker-1',
    environment: () => env,
    ports: [{ published: 5012, target: 5005, address: '' }],
    networks,
  });

const registered = (endpoint: string, listening: readonly number[] | undefined) =>
  workerTroubles({ container: worker(), endpoint, listening, reach: undefined }, options);

const asked = (reach: BackendReach, container = worker()) =>
  workerTroubles({ container, endpoint: undefined, listening: undefined, reach }, options);
const answered = (isKnownThere: boolean, project?: string) => ({ kind: 'answered', isKnownThere, project }) as const;

describe('an address that is not its own', () => {
  test.each([
    ['its own', 'http://training-worker-1:5005', [5005]],
    ['by the name of its container', 'http://ktrdr-prod-training-worker-1-1:5005', [5005]],
    ['a port of which nobody could say anything', 'http://training-worker-1:9999', undefined],
  ])('%s is well', (_, endpoint, listening) => expect(registered(endpoint, listening)).toEqual([]));

  test.each([
    ['another host', 'http://localhost:5005', 'localhost, which is not a name of its container'],
    ['another port', 'http://training-worker-1:9999', 'port 9999, on which nothing in its container listens'],
    ['no port', 'http://training-worker-1/', 'port 80, on which nothing in its container listens'],
  ])('%s', (_, endpoint, what) => {
    expect(registered(endpoint, [5005])).toEqual([
      {
        code: 'WORKER_ENDPOINT',
        service: 'training-worker-1',
        summary: `told the backend that it is at ${endpoint}: ${what}`,
        evidence: [
          { kind: 'answer', text: `the backend has it at ${endpoint}` },
          { kind: 'found', text: 'its container listens on 5005' },
        ],
        fix: 'In the Compose file, set WORKER_PUBLIC_BASE_URL of training-worker-1 to http://training-worker-1:5005; then: up',
      },
    ]);
  });
});

describe('a backend that is not the right one, or cannot be reached', () => {
  const failed = { kind: 'failed', text: 'Could not resolve host' } as const;
  const host = 'http://host.docker.internal:8002';

  test.each<[string, BackendReach]>([
    ['the right one, with which it is not registered yet', { url: 'http://backend:8000', answer: answered(false) }],
    ['the right one by way of the machine', { url: host, answer: answered(false, 'ktrdr-prod') }],
  ])('%s', (_, reach) => expect(asked(reach)).toEqual([]));

  const RIGHT = 'In the Compose file, set KTRDR_API_URL of training-worker-1 to http://backend:8000; then: up';
  test.each<[string, BackendReach, object]>([
    [
      "another stack's",
      { url: host, answer: answered(true, 'ktrdr--b') },
      {
        code: 'WORKER_ELSEWHERE',
        summary: `is registered with another backend than this instance's, at ${host}: the backend of ktrdr--b`,
        fix: RIGHT,
      },
    ],
    [
      'one that nobody knows',
      { url: 'http://api:1', answer: answered(false) },
      { code: 'WORKER_ELSEWHERE', fix: RIGHT },
    ],
    [
      'another one by the same name, on a network of several stacks',
      { url: 'http://backend:8000', answer: answered(true) },
      { code: 'WORKER_ELSEWHERE', fix: 'logs training-worker-1\nup' },
    ],
    [
      'a name that there is not',
      { url: 'http://bakend:8000', answer: failed },
      { code: 'BACKEND_UNREACHABLE', fix: RIGHT },
    ],
    [
      'the right name, which refuses',
      { url: 'http://backend:8000', answer: failed },
      { code: 'BACKEND_UNREACHABLE', fix: 'logs training-worker-1\nup' },
    ],
  ])('%s', (_, reach, trouble) => expect(asked(reach)).toMatchObject([trouble]));
});
