import { describe, expect, test } from '@jest/globals';
import { composeByName, createCompose, createDocker } from '../src/index.ts';
import type { OutputLine } from '@ktrdr/process';
import { fakeConnection, refusal } from './support/fake-connection.ts';
import { type Answer, fakeRun } from './support/fake-run.ts';
import { fixture } from './support/fixture.ts';

const project = { name: 'p', directory: '/clone', files: ['/clone/a.yml'], profiles: ['local-prod'] };
const LEADING = 'docker compose -p p --project-directory /clone -f /clone/a.yml';
const VOLUMES = '/volumes com.docker.compose.project=p';
const NETWORKS = '/networks com.docker.compose.project=p';

function composeThat(answers: Readonly<Record<string, Answer>>, told: Readonly<Record<string, unknown>> = {}) {
  const { run, calls } = fakeRun(answers);
  const { connection, asked, done } = fakeConnection(told);
  const docker = createDocker({ env: { PATH: '/usr/bin' }, run, connection });
  return {
    compose: createCompose(project, { docker, env: { PASSWORD: 'hush' } }),
    byName: composeByName('p', docker),
    calls,
    asked,
    done,
  };
}

test('converse is Compose itself with the overlay last, the input of this process, and the lock of the operation', async () => {
  const { run, calls } = fakeRun({
    [`${LEADING} -f /tmp/o.yml --profile local-prod --dry-run up db`]: { exitCode: 7 },
  });
  const docker = createDocker({ env: {}, run, connection: fakeConnection({}).connection }).sharing(7);
  const { signal } = new AbortController();
  const options = { overlayFile: '/tmp/o.yml', cwd: '/here', signal };
  const compose = createCompose(project, { docker, env: { PASSWORD: 'hush' } });
  expect(await compose.converse(['--dry-run', 'up', 'db'], options)).toMatchObject({ exitCode: 7 });
  expect(calls[0]?.options).toMatchObject({ interactive: true, cwd: '/here', signal, descriptors: [7] });
  expect(calls[0]?.options.env).toEqual({ PASSWORD: 'hush' });
});

describe('config', () => {
  const line = `${LEADING} --profile local-prod config --format json`;

  test('is the resolved file, and what Compose warned about in its own words', async () => {
    const { compose, calls } = composeThat({
      [line]: { stdout: fixture('config.json'), stderr: fixture('config.stderr') },
    });
    const { config, warnings } = await compose.config();
    expect(config.name).toBe('fixture-capture');
    expect(warnings).toEqual([
      'The "NOT_DEFINED" variable is not set. Defaulting to a blank string.',
      '/home/me/ktrdr/docker-compose.yml: the attribute `version` is obsolete, it will be ignored, please remove it to avoid potential confusion',
    ]);
    // The files interpolate what the caller gave, not what `docker` otherwise runs with.
    expect(calls[0]?.options.env).toEqual({ PASSWORD: 'hush' });
  });

  test.each([
    ['services.db.ports must be a list\n', 'COMPOSE_INVALID', 'Compose cannot use /clone/a.yml'],
    [
      'error while interpolating services.db.environment.P: required variable P is missing a value: set it\n',
      'COMPOSE_INVALID',
      'Compose cannot use /clone/a.yml',
    ],
    ["unknown shorthand flag: 'p' in -p\n", 'COMPOSE_MISSING', 'Docker Compose is not installed'],
  ])('that fails with %p is %s', async (stderr, code, message) => {
    const { compose } = composeThat({ [line]: { exitCode: 15, stderr } });
    await expect(compose.config()).rejects.toMatchObject({ code, message, detail: stderr.trim() });
  });

  test('without docker', async () => {
    const { compose } = composeThat({ [line]: { exitCode: undefined, missing: true } });
    await expect(compose.config()).rejects.toMatchObject({ code: 'DOCKER_MISSING' });
  });

  test('that is not JSON', async () => {
    const { compose } = composeThat({ [line]: 'name: p\n' });
    await expect(compose.config()).rejects.toMatchObject({ code: 'UNEXPECTED_OUTPUT' });
  });
});

describe('build and up resolve also when they fail', () => {
  test('build, of the services named', async () => {
    const { compose, calls } = composeThat({
      [`${LEADING} --profile local-prod build backend`]: { exitCode: 17, stderr: 'no Dockerfile' },
    });
    const { signal } = new AbortController();
    expect(await compose.build(['backend'], { signal })).toMatchObject({ exitCode: 17, stderr: 'no Dockerfile' });
    expect(calls[0]?.options).toMatchObject({ signal, env: { PASSWORD: 'hush' } });
  });

  test('build with the overlay of up', async () => {
    const { compose, calls } = composeThat({ [`${LEADING} -f - --profile local-prod build backend`]: '' });
    await compose.build(['backend'], { overlay: { text: 'services: {}' } });
    expect(calls[0]?.options).toMatchObject({ input: 'services: {}' });
  });

  test('up', async () => {
    const { compose, calls } = composeThat({ [`${LEADING} --profile local-prod up --detach`]: { exitCode: 1 } });
    expect(await compose.up({})).toMatchObject({ exitCode: 1 });
    expect(calls[0]?.options).not.toHaveProperty('input');
  });

  test('create, which starts nothing', async () => {
    const { compose, calls } = composeThat({ [`${LEADING} -f - --profile local-prod create`]: { exitCode: 1 } });
    expect(await compose.create({ overlay: { text: '{}' } })).toMatchObject({ exitCode: 1 });
    expect(calls[0]?.options).toMatchObject({ input: '{}', env: { PASSWORD: 'hush' } });
  });

  test('up with an overlay: merged over the files, by standard input', async () => {
    const { compose, calls } = composeThat({ [`${LEADING} -f - --profile local-prod up --detach db`]: '' });
    const lines: OutputLine[] = [];
    const { signal } = new AbortController();
    await compose.up({
      overlay: { text: '{"services":{}}' },
      services: ['db'],
      signal,
      onLine: (one) => lines.push(one),
    });
    expect(calls[0]?.options).toMatchObject({ input: '{"services":{}}', signal, env: { PASSWORD: 'hush' } });
    calls[0]?.options.onLine?.({ stream: 'stderr', text: 'Container p-db-1  Started' });
    expect(lines).toEqual([{ stream: 'stderr', text: 'Container p-db-1  Started' }]);
  });
});

/** As `GET /networks/…` tells it (Engine 26.1.5), with this container on it. */
const network = (name: string, member?: string) => ({
  Id: `id-of-${name}`,
  Name: name,
  Driver: 'bridge',
  Internal: false,
  EnableIPv6: false,
  Containers:
    member === undefined
      ? {}
      : { [`id-of-${member}`]: { Name: member, IPv4Address: '172.21.0.3/16', IPv6Address: '' } },
});

describe('by name', () => {
  const volume = { Name: 'p_data', Driver: 'local', Labels: null };
  const empty = { [VOLUMES]: { Volumes: null }, [NETWORKS]: [] };

  test('down removes containers and networks; volumes are not even listed', async () => {
    const { byName, asked } = composeThat({ 'docker compose -p p down --remove-orphans': '' }, { [NETWORKS]: [] });
    await byName.down();
    expect(asked).toEqual([NETWORKS]);
  });

  test('down with volumes removes also what Compose left', async () => {
    const { byName, done } = composeThat(
      { 'docker compose -p p down --remove-orphans --volumes': '' },
      {
        [VOLUMES]: { Volumes: [volume] },
        [NETWORKS]: [network('p_default')],
        '/volumes/p_data': {},
        '/networks/p_default': {},
      },
    );
    await byName.down({ volumes: true });
    expect(done).toEqual(['DELETE /volumes/p_data', 'DELETE /networks/p_default']);
  });

  test("down that meets somebody else's container on a network says which", async () => {
    const { byName } = composeThat(
      { 'docker compose -p p down --remove-orphans': '' },
      {
        [NETWORKS]: [network('p_one'), network('p_two')],
        'DELETE /networks/p_one': {},
        'DELETE /networks/p_two': refusal(403, 'error while removing network: network p_two has active endpoints'),
        '/networks/p_one': undefined,
        '/networks/p_two': network('p_two', 'pgadmin'),
      },
    );
    await expect(byName.down()).rejects.toMatchObject({
      code: 'NETWORK_IN_USE',
      message:
        "The project's own containers are gone, but network p_two stays: container pgadmin, not of this project, is on it",
      hint: 'Disconnect it, then run the command again:\ndocker network disconnect -f p_two pgadmin',
    });
  });

  test('down that fails removes nothing more', async () => {
    const { byName, calls } = composeThat(
      {
        'docker compose -p p down --remove-orphans --volumes': {
          exitCode: 1,
          stderr: 'Error response from daemon: no',
        },
      },
      empty,
    );
    await expect(byName.down({ volumes: true })).rejects.toMatchObject({
      code: 'DOCKER_FAILED',
      message: 'Could not stop project p',
    });
    expect(calls).toHaveLength(1);
  });

  test('ps needs no file, and no command', async () => {
    const { byName, calls } = composeThat({}, { '/containers/json com.docker.compose.project=p': [] });
    expect(await byName.ps()).toEqual([]);
    expect(calls).toEqual([]);
  });
});
