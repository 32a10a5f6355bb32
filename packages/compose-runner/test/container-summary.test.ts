import { describe, expect, test } from '@jest/globals';
import { createDocker } from '../src/index.ts';
import { publishedPorts } from '../src/published-ports.ts';
import { fakeConnection } from './support/fake-connection.ts';

const both = (published: number, target: number) => [
  { published, target, address: '0.0.0.0' },
  { published, target, address: '::' },
];
const one = (published: number, target: number, address = '0.0.0.0') => ({ published, target, address });

describe('publishedPorts', () => {
  test('of TCP, and only what is published', () => {
    const tcp = { protocol: 'tcp', address: undefined, published: undefined };
    const ports = [
      { ...tcp, target: 8000, published: 8001, address: '0.0.0.0' },
      { ...tcp, target: 8000, published: 8001, address: '::' },
      { ...tcp, target: 9000 },
      { ...tcp, target: 5006, published: 41006, address: '0.0.0.0', protocol: 'udp' },
    ];
    expect(publishedPorts(ports)).toEqual(both(8001, 8000));
    expect(publishedPorts(ports, 'udp')).toEqual([one(41006, 5006)]);
  });
});

interface Row {
  readonly id?: string;
  readonly state?: string;
  readonly status?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ports?: readonly object[];
}
const COMPOSE = 'com.docker.compose';
const row = ({ id = 'a1', state = 'running', status = 'Up 2 minutes', labels, ports = [] }: Row) => ({
  Id: id,
  Names: ['/p-backend-1'],
  Image: 'a',
  ImageID: 'sha256:1',
  State: state,
  Status: status,
  Created: 1,
  Labels: {
    [`${COMPOSE}.project`]: 'p',
    [`${COMPOSE}.service`]: 'backend',
    [`${COMPOSE}.project.working_dir`]: '/clones/p',
    [`${COMPOSE}.oneoff`]: 'False',
    ...labels,
  },
  Ports: ports,
});
const dockerThat = (rows: readonly object[]) => {
  const { connection, asked } = fakeConnection({ '/containers/json com.docker.compose.project': rows });
  return { docker: createDocker({ env: {}, connection }), asked };
};

describe('summaries', () => {
  // Status texts of Docker Engine 28.
  test.each<[string, Row, object]>([
    ['no health check', {}, { state: 'running', exitCode: 0, health: undefined, workingDirectory: '/clones/p' }],
    ['healthy', { status: 'Up 2 hours (healthy)' }, { health: { status: 'healthy' } }],
    ['unhealthy', { status: 'Up 2 hours (unhealthy)' }, { health: { status: 'unhealthy' } }],
    ['starting', { status: 'Up 2 seconds (health: starting)' }, { health: { status: 'starting' } }],
    ['paused', { state: 'paused', status: 'Up 2 hours (Paused)' }, { state: 'paused', health: undefined }],
    ['ended', { state: 'exited', status: 'Exited (137) 3 weeks ago' }, { state: 'exited', exitCode: 137 }],
    ['never started', { state: 'created', status: 'Created' }, { state: 'created', exitCode: 0 }],
    ['of no directory', { labels: { [`${COMPOSE}.project.working_dir`]: '' } }, { workingDirectory: undefined }],
    [
      'a port',
      { ports: [{ IP: '0.0.0.0', PrivatePort: 8000, PublicPort: 8001, Type: 'tcp' }] },
      { ports: [one(8001, 8000)] },
    ],
  ])('%s', async (_, different, expected) => {
    const { docker, asked } = dockerThat([row(different)]);
    expect(await docker.summaries()).toEqual([expect.objectContaining(expected)]);
    expect(asked).toHaveLength(1);
  });

  test('the restart policy is what the label says; without one, a container is taken for one that is restarted', async () => {
    const ended = { state: 'exited', status: 'Exited (0) 3 weeks ago' };
    const { docker, asked } = dockerThat([
      row({ ...ended, id: 'b2', labels: { 'ktrdr.restart-policy': 'no' } }),
      row({ ...ended, id: 'c3' }),
    ]);
    expect(await docker.summaries()).toMatchObject([
      { id: 'b2', exitCode: 0, restartPolicy: 'no' },
      { id: 'c3', exitCode: 0, restartPolicy: 'unless-stopped' },
    ]);
    expect(asked).toHaveLength(1);
  });

  test('of `compose run` and of other projects there is nothing', async () => {
    const { docker } = dockerThat([
      row({}),
      row({ id: 'b2', labels: { [`${COMPOSE}.oneoff`]: 'True' } }),
      row({ id: 'c3', labels: { [`${COMPOSE}.project`]: 'q' } }),
    ]);
    expect((await docker.summaries('p')).map(({ id }) => id)).toEqual(['a1']);
    expect((await docker.summaries()).map(({ id }) => id)).toEqual(['a1', 'c3']);
  });
});
