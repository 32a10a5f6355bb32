import { describe, expect, test } from '@jest/globals';
import { dockerOn, listed } from './support/docker-on.ts';
import { refusal } from './support/fake-connection.ts';

const LIST = '/containers/json com.docker.compose.project';
const ofP = (more: object) => ({ 'com.docker.compose.project': 'p', ...more });
const volume = (Name: string, Labels: object | null = null) => ({
  Name,
  Driver: 'local',
  CreatedAt: `2026-01-02T03:04:0${Name.length % 10}Z`,
  Labels,
});
const mount = (Name: string) => ({ Type: 'volume', Name, Source: '/x', Destination: '/y' });

describe('the parts of a project', () => {
  const ANONYMOUS = 'f'.repeat(64);
  const there = [
    volume('p_data', ofP({})),
    volume('p_gone', ofP({})),
    volume('p_by-hand'),
    volume('others', { 'com.docker.compose.project': 'q' }),
    volume('mounted', { 'com.docker.compose.project': 'q' }),
    volume(ANONYMOUS),
    volume('e'.repeat(64)),
  ];
  const answers = {
    [`${LIST}=p`]: [
      listed('a1', {
        Labels: ofP({
          'com.docker.compose.service': 'backend',
          'com.docker.compose.project.working_dir': '/clone',
          'com.docker.compose.depends_on': 'db:service_healthy:false,cache:service_started:true',
          'com.docker.compose.config-hash': '1',
        }),
        Mounts: [
          mount('p_data'),
          mount('mounted'),
          mount(ANONYMOUS),
          { Type: 'bind', Source: '/z', Destination: '/z' },
        ],
      }),
      listed('b2', { State: 'exited' }),
    ],
    '/networks com.docker.compose.project=p,com.docker.compose.network': [
      { Id: '1c', Name: 'p_default', Driver: 'bridge', Internal: false, EnableIPv6: false },
    ],
    '/volumes': { Volumes: there },
    ...Object.fromEntries(there.map((one) => [`/volumes/${one.Name}`, one.Name === 'p_gone' ? undefined : one])),
  };

  test('by what tells each from another; a volume that goes meanwhile is left out', async () => {
    expect(await dockerOn(answers).docker.parts('p')).toEqual({
      containers: [
        {
          id: 'a1',
          name: 'a1',
          state: 'running',
          createdAt: 1000,
          workingDirectory: '/clone',
          service: 'backend',
          dependsOn: ['db', 'cache'],
          stray: false,
          volumes: ['p_data', 'mounted', ANONYMOUS],
        },
        {
          id: 'b2',
          name: 'b2',
          state: 'exited',
          createdAt: 1000,
          workingDirectory: undefined,
          service: '',
          dependsOn: [],
          stray: true,
          volumes: [],
        },
      ],
      networks: [{ id: '1c', name: 'p_default' }],
      volumes: [{ name: 'p_data', createdAt: '2026-01-02T03:04:06Z' }],
      anonymousVolumes: [{ name: ANONYMOUS, createdAt: '2026-01-02T03:04:04Z' }],
      otherVolumes: [
        { name: 'mounted', project: 'q' },
        { name: 'p_by-hand', project: '' },
      ],
    });
  });

  test.each([
    [`${LIST}=p`, 'Could not list containers of p'],
    ['/networks com.docker.compose.project=p,com.docker.compose.network', 'Could not list networks of p'],
    ['/volumes', 'Could not list volumes of p'],
    ['/volumes/p_data', 'Could not inspect volumes'],
  ])('where the Engine refuses %s, it is said', async (question, message) => {
    const { docker } = dockerOn({ ...answers, [question]: refusal(500, 'no space') });
    await expect(docker.parts('p')).rejects.toMatchObject({
      code: 'DOCKER_FAILED',
      message,
      detail: 'Error response from daemon: no space',
    });
  });

  test('volumes by their names, those that there are', async () => {
    const { docker } = dockerOn(answers);
    expect(await docker.volumesNamed(['p_gone', 'p_data'])).toEqual([
      { name: 'p_data', createdAt: '2026-01-02T03:04:06Z' },
    ]);
    expect(await docker.volumesNamed([])).toEqual([]);
  });
});
