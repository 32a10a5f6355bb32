import { describe, expect, test } from '@jest/globals';
import { createDocker } from '../src/index.ts';
import type { Run } from '@ktrdr/process';
import { publishedPorts } from '../src/published-ports.ts';
import { resultOf } from './support/fake-run.ts';

const both = (published: number, target: number) => [
  { published, target, address: '0.0.0.0' },
  { published, target, address: '::' },
];
const one = (published: number, target: number, address = '0.0.0.0') => ({ published, target, address });

describe('publishedPorts', () => {
  test.each([
    ['', []],
    ['8000/tcp', []],
    ['0.0.0.0:8001->8000/tcp, [::]:8001->8000/tcp', both(8001, 8000)],
    ['0.0.0.0:4327-4328->4317-4318/tcp', [one(4327, 4317), one(4328, 4318)]],
    ['127.0.0.1:5003->5003/tcp, 9000/tcp, 0.0.0.0:16686->16686/tcp', [one(5003, 5003, '127.0.0.1'), one(16686, 16686)]],
    [':::8000->8000/tcp', [one(8000, 8000, '::')]],
    ['0.0.0.0:41006->5006/udp, 0.0.0.0:5007->5006/tcp', [one(5007, 5006)]],
  ])('%p', (column, expected) => {
    expect(publishedPorts(column)).toEqual(expected);
  });
});

const row = (different: object) =>
  `${JSON.stringify({
    id: 'a1',
    name: 'p-backend-1',
    state: 'running',
    status: 'Up 2 minutes',
    ports: '',
    project: 'p',
    service: 'backend',
    directory: '/clones/p',
    oneOff: 'False',
    restartPolicy: '',
    ...different,
  })}\n`;
const dockerThat = (rows: readonly string[]) => {
  const lines: string[] = [];
  const run: Run = async (_, args) => {
    lines.push(args.join(' '));
    return await Promise.resolve(resultOf({ stdout: rows.join('') }));
  };
  return { docker: createDocker({ env: {}, run }), lines };
};

describe('summaries', () => {
  // Status texts of Docker Engine 28.
  test.each<[string, object, object]>([
    ['no health check', {}, { state: 'running', exitCode: 0, health: undefined, workingDirectory: '/clones/p' }],
    ['healthy', { status: 'Up 2 hours (healthy)' }, { health: { status: 'healthy' } }],
    ['unhealthy', { status: 'Up 2 hours (unhealthy)' }, { health: { status: 'unhealthy' } }],
    ['starting', { status: 'Up 2 seconds (health: starting)' }, { health: { status: 'starting' } }],
    ['paused', { state: 'paused', status: 'Up 2 hours (Paused)' }, { state: 'paused', health: undefined }],
    ['ended', { state: 'exited', status: 'Exited (137) 3 weeks ago' }, { state: 'exited', exitCode: 137 }],
    ['never started', { state: 'created', status: 'Created' }, { state: 'created', exitCode: 0 }],
    ['of no directory', { directory: '' }, { workingDirectory: undefined }],
    ['a port', { ports: '0.0.0.0:8001->8000/tcp' }, { ports: [one(8001, 8000)] }],
  ])('%s', async (_, different, expected) => {
    const { docker, lines } = dockerThat([row(different)]);
    expect(await docker.summaries()).toEqual([expect.objectContaining(expected)]);
    expect(lines).toHaveLength(1);
  });

  test('the restart policy is what the label says; without one, a container is taken for one that is restarted', async () => {
    const ended = { state: 'exited', status: 'Exited (0) 3 weeks ago' };
    const { docker, lines } = dockerThat([
      row({ ...ended, id: 'b2', service: 'migrate', restartPolicy: 'no' }),
      row({ ...ended, id: 'c3', service: 'other' }),
    ]);
    expect(await docker.summaries()).toMatchObject([
      { id: 'b2', exitCode: 0, restartPolicy: 'no' },
      { id: 'c3', exitCode: 0, restartPolicy: 'unless-stopped' },
    ]);
    expect(lines).toHaveLength(1);
  });

  test('of `compose run` and of other projects there is nothing', async () => {
    const { docker } = dockerThat([row({}), row({ id: 'b2', oneOff: 'True' }), row({ id: 'c3', project: 'q' })]);
    expect((await docker.summaries('p')).map(({ id }) => id)).toEqual(['a1']);
    expect((await docker.summaries()).map(({ id }) => id)).toEqual(['a1', 'c3']);
  });
});
