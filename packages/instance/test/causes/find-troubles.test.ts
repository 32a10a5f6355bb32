import { describe, expect, test } from '@jest/globals';
import type { CauseFacts } from '../../src/causes/cause-facts.ts';
import type { FailedStart } from '../../src/causes/failed-start.ts';
import { findTroubles } from '../../src/causes/find-troubles.ts';
import { aContainer, aSandbox } from '../support/a.ts';

const FAILURE = { code: 'ENGINE_UNREACHABLE', message: 'Cannot reach it', hint: 'Start it.' };
const FOREIGN = { code: 'FOREIGN_PROJECT', message: 'It runs from elsewhere', hint: 'Stop it there.' };
const FAILED: FailedStart = {
  schemaVersion: 1,
  at: '2026-01-02T03:04:05.000Z',
  code: 'GATE_FAILED',
  message: 'it is not ready',
  hint: 'To stop them: down',
  reasons: ['db refuses its password'],
};

/** Of a sandbox whose backend runs, and with which nothing is wrong but for what is different. */
function factsWith(different: Partial<CauseFacts> = {}): CauseFacts {
  return {
    instance: aSandbox(),
    isPresent: true,
    forbidden: undefined,
    replaced: undefined,
    envFile: undefined,
    engine: { kind: 'known', value: { id: 'one', clockAheadMs: 0 } },
    containers: { kind: 'known', value: [aContainer()] },
    now: 0,
    served: { services: undefined, declared: undefined, sharedObservability: false },
    expected: new Map(),
    heldPorts: [],
    missingMounts: [],
    replacedMounts: [],
    refusedMounts: [],
    outdatedImages: [],
    disks: [],
    deaths: [],
    outOfMemory: new Set(),
    killed: new Set(),
    kernelKills: new Map(),
    logs: new Map(),
    isQuotable: true,
    database: undefined,
    migrations: undefined,
    backend: undefined,
    workers: undefined,
    registrations: [],
    withoutSecrets: false,
    failedStart: undefined,
    ...different,
  };
}

const containers = (...all: readonly ReturnType<typeof aContainer>[]): Pick<CauseFacts, 'containers'> => ({
  containers: { kind: 'known', value: all },
});
const NO_TABLE = 'backend database migrations failed (alembic upgrade head ended with 1): FAILED: no such table';
const held = { port: 8003, protocol: 'tcp', service: 'backend', holder: 'process nc (pid 7)' };
const revisions = { all: ['a', 'b'], newest: ['b'] };
const refused = {
  service: 'backend',
  source: '/x/config',
  target: '/app/config',
  user: '1000',
  said: 'no',
  isTold: false,
  owner: { path: '/x/config', uid: 0, mode: '0700' },
};
const outdated = { image: 'app:x', services: ['backend', 'worker'], changed: ['/clones/ktrdr--feat-x/uv.lock'] };
const migrations = { isRunning: false, revisions };
const database = (revision: string | undefined) => ({ kind: 'answered', revision }) as const;
const answered = (status: number, tookMs = 1) => ({ kind: 'answered', status, body: 'no', tookMs }) as const;
const workers = { expected: 2, registered: 0, missing: ['backend', 'gone'], foreign: [] };
const exited = aContainer({ state: 'exited', exitCode: 3 });
const LATER = Date.parse(FAILED.at) + 1;
const stopped = aContainer({ state: 'exited', exitCode: 255 });
const done = aContainer({ state: 'exited', exitCode: 0, restartPolicy: 'no' });

const NOT_READ = { services: undefined, declared: undefined, sharedObservability: false };
const UNUSABLE = { code: 'ENV_FILE_INVALID', message: 'line 2: no', hint: 'Nothing was started. Correct that line.' };

describe('what is found', () => {
  test.each<[string, Partial<CauseFacts>, readonly string[]]>([
    ['nothing', {}, []],
    ['a directory that the user may not enter', { forbidden: { path: '/x', owner: 0 } }, ['DIRECTORY_FORBIDDEN null']],
    ['no directory', { isPresent: false }, ['DIRECTORY_MISSING null']],
    [
      'no directory, and what was mounted of it',
      {
        isPresent: false,
        missingMounts: [{ service: 'backend', source: '/clones/ktrdr--feat-x/config' }],
        outdatedImages: [outdated],
      },
      ['DIRECTORY_MISSING null'],
    ],
    [
      'another checkout, and what was mounted of the one before',
      { replaced: FAILURE, missingMounts: [{ service: 'backend', source: '/clones/ktrdr--feat-x/config' }] },
      ['DIRECTORY_REPLACED null'],
    ],
    ['an Engine that fails', { engine: { kind: 'failed', failure: FAILURE } }, ['ENGINE null']],
    [
      'an Engine that is too old, and was when the last start was refused',
      {
        engine: { kind: 'failed', failure: { ...FAILURE, code: 'ENGINE_TOO_OLD' } },
        containers: { kind: 'failed', failure: FAILURE },
        failedStart: { ...FAILED, code: 'ENGINE_TOO_OLD' },
      },
      ['ENGINE_TOO_OLD null'],
    ],
    [
      'a clock that is behind',
      { engine: { kind: 'known', value: { id: '', clockAheadMs: -9_000 } } },
      ['CLOCK_SKEW null'],
    ],
    ['a full disk', { disks: [{ name: 'disk', path: '/', free: 1 }] }, ['DISK_FULL null']],
    ['enough room', { disks: [{ name: 'disk', path: '/', free: 1e9 }] }, []],
    ['containers of others', { containers: { kind: 'failed', failure: FOREIGN } }, ['FOREIGN_CONTAINERS null']],
    ['no container, and none was started', containers(), []],
    ['one container too few', { expected: new Map([['backend', 2]]) }, ['NO_CONTAINER backend']],
    ['all have ended, as after a restart of the machine', containers(stopped), ['ALL_STOPPED null', 'EXITED backend']],
    [
      'all have ended, and one of them by itself',
      containers(exited, { ...stopped, service: 'db' }),
      ['ALL_STOPPED null', 'EXITED backend', 'EXITED db'],
    ],
    ['the only one has ended by itself', containers(exited), ['EXITED backend']],
    ['all were jobs, and are done', containers(done), []],
    ['a held port', { heldPorts: [held] }, ['PORT_TAKEN backend']],
    [
      'a held port, which the container says too',
      { heldPorts: [held], ...containers(aContainer({ state: 'created', startError: 'port is already allocated' })) },
      ['PORT_TAKEN backend'],
    ],
    ['a mount that is gone', { missingMounts: [{ service: 'backend', source: '/x' }] }, ['MOUNT_MISSING backend']],
    [
      'mounts that are others by now, of two services',
      {
        replacedMounts: ['/x', '/y'].flatMap((source) =>
          ['backend', 'worker'].map((service) => ({ service, source, target: '/z', isSeen: true })),
        ),
      },
      ['MOUNT_REPLACED backend', 'MOUNT_REPLACED worker'],
    ],
    [
      'what is mounted of a directory that is away, and of elsewhere',
      {
        isPresent: false,
        missingMounts: ['/clones/ktrdr--feat-x/a', '/x'].map((source) => ({ service: 'backend', source })),
      },
      ['DIRECTORY_MISSING null', 'MOUNT_MISSING backend'],
    ],
    ['a mount that is refused', { refusedMounts: [refused] }, ['MOUNT_UNREADABLE backend']],
    [
      'a mount that is refused because it is gone',
      { refusedMounts: [refused], missingMounts: [{ service: 'backend', source: '/x' }] },
      ['MOUNT_MISSING backend'],
    ],
    ['an image of other files', { outdatedImages: [outdated] }, ['IMAGE_OUTDATED backend']],
    ['a dropped database', { database: { kind: 'missing', text: 'no' } }, ['DATABASE_MISSING db']],
    ['a refused password', { database: { kind: 'refused', text: 'no' } }, ['DATABASE_PASSWORD db']],
    ['a database that does not answer', { database: { kind: 'silent', text: 'no' } }, ['DATABASE_SILENT db']],
    ['migrations at work', { migrations: { isRunning: true, revisions } }, ['MIGRATIONS_RUNNING backend']],
    ['migrations that are done', { migrations, database: database('b') }, []],
    ['migrations that are missing', { migrations, database: database('a') }, ['MIGRATIONS_MISSING backend']],
    [
      'migrations that the last start could not make',
      { migrations, database: database('a'), failedStart: { ...FAILED, reasons: [NO_TABLE] } },
      ['MIGRATIONS_FAILED backend'],
    ],
    [
      'migrations that the last start could not make, where nobody can look now',
      { ...containers(), failedStart: { ...FAILED, reasons: [NO_TABLE] } },
      ['MIGRATIONS_FAILED null'],
    ],
    ['migrations of elsewhere', { migrations, database: database('z') }, ['MIGRATIONS_UNKNOWN backend']],
    ['none made, where the image may have no alembic', { migrations, database: database(undefined) }, []],
    ...Object.entries({
      ENGINE_TOO_OLD: 'ENGINE_TOO_OLD',
      IMAGE_MISSING: 'IMAGE_MISSING',
      SECRETS_DIFFER: 'SECRET_CHANGED',
      SECRETS_UNAVAILABLE: 'SECRET_MISSING',
      BUILD_FAILED: 'LAST_START',
      DISK_FULL: 'DISK_FULL',
    }).map(([code, found]): [string, Partial<CauseFacts>, readonly string[]] => [
      `a start that failed with ${code}`,
      { ...containers(), failedStart: { ...FAILED, code, reasons: [] } },
      [`${found} null`],
    ]),
    [
      'a start for which there were no addresses',
      {
        ...containers(),
        failedStart: {
          ...FAILED,
          reasons: ['docker compose up failed: all predefined address pools have been fully subnetted'],
        },
      },
      ['ADDRESS_POOLS null'],
    ],
    [
      'a start for which there were no addresses, in the words of Docker',
      {
        ...containers(),
        failedStart: { ...FAILED, detail: 'Error: all predefined address pools have been fully subnetted' },
      },
      ['ADDRESS_POOLS null'],
    ],
    ['a backend that is well', { backend: answered(200) }, []],
    ['a backend that fails', { backend: answered(503) }, ['BACKEND_FAILS backend']],
    ['a backend that is slow', { backend: answered(200, 2_500) }, ['BACKEND_SLOW backend']],
    ['a backend that is silent', { backend: { kind: 'failed', reason: 'no', tookMs: 1 } }, ['BACKEND_SILENT backend']],
    ['a worker that has not registered, and one that does not run', { workers }, ['WORKER_UNREGISTERED backend']],
    ['an .env.sandbox that no start can use', { envFile: UNUSABLE }, ['ENV_FILE null']],
    ['one in a directory that is away', { envFile: UNUSABLE, isPresent: false }, ['DIRECTORY_MISSING null']],
    ['a Compose file that is none', { served: { ...NOT_READ, unusable: UNUSABLE } }, ['COMPOSE_FILE null']],
    [
      'a start that Compose refused a file for, which is as it was then',
      { served: { ...NOT_READ, changedAt: LATER - 2 }, failedStart: { ...FAILED, code: 'COMPOSE_INVALID' } },
      ['COMPOSE_FILE null'],
    ],
    [
      'the same, and the file has changed since',
      { served: { ...NOT_READ, changedAt: LATER }, failedStart: { ...FAILED, code: 'COMPOSE_INVALID' } },
      [],
    ],
    [
      'what is so now, and refused the last start too, once',
      { ...containers(), envFile: UNUSABLE, failedStart: { ...FAILED, code: 'ENV_FILE_INVALID' } },
      ['ENV_FILE null'],
    ],
    ['a slot that there is not', { instance: aSandbox({ slot: 42 }) }, ['SLOT_OUT_OF_RANGE null']],
    ['a start that failed, and has become ready since', { failedStart: FAILED }, []],
    [
      'a start that was refused, while all runs well but for what is only remarked',
      {
        failedStart: { ...FAILED, code: 'SECRETS_UNAVAILABLE' },
        engine: { kind: 'known', value: { id: '', clockAheadMs: -9_000 } },
      },
      ['CLOCK_SKEW null'],
    ],
    ['a start that failed', { failedStart: FAILED, ...containers() }, ['LAST_START null']],
    [
      'a start that was refused before the containers were started',
      { failedStart: { ...FAILED, code: 'IMAGE_MISSING' }, ...containers({ ...exited, startedAt: LATER }) },
      ['EXITED backend'],
    ],
    [
      'a start that was refused while a container restarts again and again',
      {
        failedStart: { ...FAILED, code: 'IMAGE_MISSING' },
        ...containers(aContainer({ state: 'restarting', restartCount: 3, startedAt: LATER })),
      },
      ['CRASH_LOOP backend', 'IMAGE_MISSING null'],
    ],
    [
      'a start that was not ready, and what was started by hand since, on other ports',
      {
        failedStart: FAILED,
        ...containers(aContainer({ ports: [{ published: 8000, target: 8000, address: '' }], startedAt: LATER })),
        served: { ...NOT_READ, services: new Map([['backend', { ports: new Map([[8000, 8003]]), replicas: 1 }]]) },
      },
      ['STARTED_OTHERWISE backend', 'LAST_START null'],
    ],
    [
      'a start for which a port was held, which still is',
      { failedStart: { ...FAILED, code: 'PORT_TAKEN' }, heldPorts: [held], ...containers() },
      ['PORT_TAKEN backend'],
    ],
    [
      'a start that failed for a service with which something is wrong still',
      { failedStart: FAILED, database: { kind: 'refused', text: 'no' } },
      ['DATABASE_PASSWORD db'],
    ],
    ...[
      // Engine 26.1 and 28, with its own store of images and with containerd's; and of an image that it has.
      'no matching manifest for linux/arm64/v8 in the manifest list entries',
      'no match for platform in manifest: not found',
      'image with reference db:1 was found but does not match the specified platform: wanted linux/arm64, actual: linux/amd64',
      'image with reference db:1 was found but its platform (linux/amd64) does not match the specified platform (linux/arm64)',
      'image with reference db:1 was found but does not provide the specified platform (linux/arm64)',
    ].map((detail): [string, Partial<CauseFacts>, string[]] => [
      `a start for whose image it was said: ${detail}`,
      { failedStart: { ...FAILED, code: 'IMAGE_MISSING', detail }, ...containers() },
      ['IMAGE_PLATFORM null'],
    ]),
    [
      'a start that failed, and what is wrong now',
      { failedStart: FAILED, backend: answered(503) },
      ['BACKEND_FAILS backend', 'LAST_START null'],
    ],
  ])('%s', (_, different, expected) => {
    const found = findTroubles(factsWith(different));
    expect(found.map(({ code, service }) => `${code} ${service}`)).toEqual(expected);
  });
});

test('of a start that was not ready its reasons are told, and that it is to be started again', () => {
  const [trouble] = findTroubles(factsWith({ failedStart: FAILED, ...containers() }));
  expect(trouble).toMatchObject({
    evidence: [{ kind: 'found', text: 'GATE_FAILED\ndb refuses its password' }],
    fix: 'ktrdr up ktrdr--feat-x',
  });
});

test('of one whose database was made without secrets, the command that starts it starts it so', () => {
  const [trouble] = findTroubles(factsWith({ failedStart: FAILED, withoutSecrets: true, ...containers() }));
  expect(trouble).toMatchObject({ fix: 'ktrdr up ktrdr--feat-x --no-secrets' });
});

test('a hint is told with the command that it means', () => {
  const failedStart = {
    ...FAILED,
    code: 'PORT_TAKEN',
    hint: 'Stop it, then run the command again. Nothing was started.',
  };
  expect(findTroubles(factsWith({ failedStart, ...containers() }))).toMatchObject([
    { code: 'LAST_START', fix: 'Stop it, then run: ktrdr up ktrdr--feat-x. Nothing was started.' },
  ]);
  const named = { ...failedStart, hint: 'Stop it, then run the command again: ktrdr up ktrdr--feat-x' };
  expect(findTroubles(factsWith({ failedStart: named, withoutSecrets: true, ...containers() }))).toMatchObject([
    { fix: 'Stop it, then run: ktrdr up ktrdr--feat-x --no-secrets' },
  ]);
});

test('of migrations that failed it is told why, how all of it is seen, and that it starts with them', () => {
  const failedStart = { ...FAILED, reasons: [NO_TABLE] };
  const [trouble] = findTroubles(factsWith({ migrations, database: database('a'), failedStart }));
  expect(trouble).toMatchObject({
    summary:
      'has a database that its migrations could not bring up to date: it has revision a, and the newest in the checkout is b',
    evidence: [{ kind: 'found', text: `the last start: ${NO_TABLE}` }, {}],
    fix: 'Fix the migration, then: ktrdr up ktrdr--feat-x\nTo run it by hand, with all of its output: docker exec ktrdr-prod-backend-1 /app/.venv/bin/alembic upgrade head',
  });
});

test('a database with another password: how it gets the new one, by the variables of its container, and that all try again', () => {
  const refusing = { database: { kind: 'refused', text: 'no' }, withoutSecrets: true } as const;
  const db = aContainer({ service: 'db', name: 'ktrdr--feat-x-db-1' });
  const [trouble] = findTroubles(factsWith({ ...refusing, ...containers(db) }));
  expect(trouble?.fix).toMatch(/docker exec -it ktrdr--feat-x-db-1 sh -c 'psql /);
  expect(trouble?.fix).toMatch(/: ktrdr restart --instance ktrdr--feat-x --no-secrets\n/);
  const ofFile = { ...db, variables: ['POSTGRES_PASSWORD_FILE'] };
  const [other] = findTroubles(factsWith({ ...refusing, ...containers(ofFile) }));
  expect(other?.fix).toMatch(/sh -c 'if \[ -n "\$POSTGRES_PASSWORD_FILE" \]/);
});

test.each<[Partial<CauseFacts>, RegExp]>([
  [{ backend: answered(200) }, /^has not registered with the backend$/],
  [{ backend: { kind: 'failed', reason: 'no', tookMs: 1 } }, /^may not be registered/],
  [containers(aContainer({ state: 'paused' }), aContainer({ service: 'worker' })), /^may not be registered/],
])('whether a worker is registered is not told where the backend does not say it', (different, summary) => {
  const all = containers(aContainer(), aContainer({ service: 'worker' }));
  const found = findTroubles(factsWith({ ...all, workers: { ...workers, missing: ['worker'] }, ...different }));
  expect(found.find(({ service }) => service === 'worker')?.summary).toMatch(summary);
});

test('of what an outdated image was built, and who runs it', () => {
  const evidence = [{ kind: 'found', text: 'backend, worker run app:x' }];
  expect(findTroubles(factsWith({ outdatedImages: [outdated] }))).toMatchObject([
    {
      summary: 'runs an image that is older than the checkout: uv.lock has changed since it was built',
      evidence,
      fix: 'ktrdr up ktrdr--feat-x',
    },
  ]);
  const [anew] = findTroubles(factsWith({ outdatedImages: [{ ...outdated, changed: [] }] }));
  expect(anew).toMatchObject({
    summary: 'runs an old image, which has been rebuilt since its container was created',
    evidence,
  });
});

test('whose a refused mount is, and how it is allowed', () => {
  const [trouble] = findTroubles(factsWith({ refusedMounts: [refused] }));
  expect(trouble).toMatchObject({
    summary: 'has no permission to use /x/config, which it mounts as /app/config',
    evidence: [
      { kind: 'log', text: 'no' },
      { kind: 'found', text: "/x/config is of uid 0, mode 0700; the container's user is 1000" },
    ],
    fix: 'To let it read: chmod a+rX /x/config\nTo let it write, too: chmod a+rwX /x/config\nThen: ktrdr up ktrdr--feat-x',
  });
  const [ofRoot] = findTroubles(factsWith({ refusedMounts: [{ ...refused, user: '' }], isQuotable: false }));
  expect(ofRoot?.fix).toMatch(/^See why root may not use it .*: ls -ldZ \/x\/config\nThen: /);
  expect(ofRoot?.evidence).toHaveLength(1);
});

test('what containers wrote is judged, and not told, where nobody knows what is secret in it', () => {
  const probe = { startedAt: '', exitCode: -1, output: 'hush' };
  const sick = aContainer({ health: { status: 'unhealthy', lastProbe: probe } });
  const logs = new Map([[sick.id, ['hush']]]);
  const found = findTroubles(factsWith({ ...containers(sick), logs, isQuotable: false }));
  expect(found).toMatchObject([{ code: 'PROBE_HANGS', summary: 'is unhealthy' }]);
  expect(JSON.stringify(found)).not.toContain('hush');
});
