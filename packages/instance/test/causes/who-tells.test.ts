import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Container } from '@ktrdr/compose-runner';
import { CAUSE_CODES, type CauseCode } from '../../src/causes/cause-codes.ts';
import type { CauseFacts } from '../../src/causes/cause-facts.ts';
import { isWell } from '../../src/causes/is-well.ts';
import { judgeInstance } from '../../src/causes/judge-instance.ts';
import { REFUSALS } from '../../src/causes/refusals.ts';
import { startCause } from '../../src/causes/start-cause.ts';
import { unasked } from '../../src/causes/unasked.ts';
import type { DoctorFacts } from '../../src/doctor/facts.ts';
import { judgeInstances } from '../../src/doctor/judge-instances.ts';
import { type AskedFacts, judgeHealth } from '../../src/status/judge-health.ts';
import type { StackHealth } from '../../src/status/stack-health.ts';
import { isReadyBy } from '../../src/wait/judge-goal.ts';
import { aContainer, aSandbox } from '../support/a.ts';

/** Who tells of a thing, and who goes by it. */
interface Decision {
  /** As what `why` has it. */
  readonly why: 'root' | 'symptom' | 'remark';
  /** Whether an instance that runs otherwise is ready. */
  readonly wait: 'ready' | 'not ready';
  /** Whether `status --check` ends with 2 for it, only shows it, does not look, or ends with an error. */
  readonly status: 'not well' | 'shown' | 'not asked' | 'error';
  /** What `doctor` makes of the stack's health; what it looks at by itself is told there. */
  readonly doctor: 'problem' | 'warning' | 'nothing';
}

const everybody = { wait: 'not ready', status: 'not well', doctor: 'problem' } as const;
const whyAlone = { wait: 'not ready', status: 'not asked', doctor: 'nothing' } as const;
/** `doctor` finds it where it looks at directories, the Engine and slots. */
const itself = { wait: 'not ready', status: 'not well', doctor: 'nothing' } as const;
const refusedStart = { why: 'root', wait: 'not ready', status: 'not well', doctor: 'warning' } as const;
const error = { why: 'root', wait: 'not ready', status: 'error', doctor: 'nothing' } as const;
const remark = { why: 'remark', wait: 'ready' } as const;

/** A new code does not compile until it is decided who tells of it. */
const DECISIONS: Readonly<Record<CauseCode, Decision>> = {
  ENGINE: error,
  DIRECTORY_MISSING: { why: 'root', ...itself },
  DIRECTORY_FORBIDDEN: { why: 'root', ...whyAlone },
  DIRECTORY_REPLACED: { why: 'root', ...whyAlone },
  SLOT_OUT_OF_RANGE: { why: 'root', ...everybody },
  FOREIGN_CONTAINERS: error,
  DISK_FULL: { why: 'root', ...whyAlone },
  ALL_STOPPED: { why: 'root', ...everybody },
  ENGINE_TOO_OLD: refusedStart,
  ADDRESS_POOLS: refusedStart,
  SECRET_MISSING: refusedStart,
  SECRET_CHANGED: refusedStart,
  IMAGE_MISSING: refusedStart,
  PORT_TAKEN: { why: 'root', ...everybody },
  MOUNT_MISSING: { why: 'root', ...everybody },
  MOUNT_REPLACED: { why: 'root', ...everybody },
  MOUNT_UNREADABLE: { why: 'root', ...whyAlone },
  IMAGE_PLATFORM: { why: 'root', ...everybody },
  CONTAINER_NOT_STARTED: { why: 'root', ...everybody },
  OUT_OF_MEMORY: { why: 'root', ...everybody },
  MACHINE_MEMORY: { why: 'root', ...everybody },
  DATABASE_PASSWORD: { why: 'root', ...whyAlone },
  DATABASE_MISSING: { why: 'root', ...whyAlone },
  MIGRATIONS_RUNNING: { why: 'root', ...whyAlone },
  MIGRATIONS_FAILED: { why: 'root', ...whyAlone },
  MIGRATIONS_UNKNOWN: { why: 'root', ...whyAlone },
  MIGRATIONS_MISSING: { why: 'root', ...whyAlone },
  OFF_NETWORK: { why: 'root', ...everybody },
  PAUSED: { why: 'root', ...everybody },
  KILLED: { why: 'root', ...everybody },
  WORKER_ENDPOINT: { why: 'root', ...whyAlone },
  WORKER_ELSEWHERE: { why: 'root', ...whyAlone },
  STARTED_OTHERWISE: { why: 'root', ...everybody },
  CRASH_LOOP: { why: 'symptom', ...everybody },
  EXITED: { why: 'symptom', ...everybody },
  NO_CONTAINER: { why: 'symptom', ...everybody },
  PROBE_HANGS: { why: 'symptom', ...everybody },
  PROBE_FAILS: { why: 'symptom', ...everybody },
  DEPENDENCY: { why: 'symptom', ...everybody },
  // It may become well by itself.
  STARTING: { why: 'symptom', ...everybody, doctor: 'nothing' },
  DATABASE_SILENT: { why: 'symptom', ...whyAlone },
  BACKEND_FAILS: { why: 'symptom', ...everybody },
  BACKEND_SILENT: { why: 'symptom', ...everybody },
  BACKEND_SLOW: { why: 'symptom', ...whyAlone },
  BACKEND_UNREACHABLE: { why: 'symptom', ...whyAlone },
  WORKER_UNREGISTERED: { why: 'symptom', ...everybody },
  // Doctor reads the file itself.
  ENV_FILE: { ...remark, status: 'shown', doctor: 'nothing' },
  COMPOSE_FILE: { ...remark, status: 'shown', doctor: 'problem' },
  // It is of an instance that does not run.
  LAST_START: { ...remark, wait: 'not ready', status: 'not asked', doctor: 'nothing' },
  IMAGE_OUTDATED: { ...remark, status: 'not asked', doctor: 'nothing' },
  ORPHAN: { ...remark, status: 'shown', doctor: 'warning' },
  CLOCK_SKEW: { ...remark, status: 'not asked', doctor: 'nothing' },
};

const PATH = aSandbox().path;
const NOW = 100_000;
const FAILURE = { code: 'ENGINE_UNREACHABLE', message: 'no', hint: 'Start it.' };
const backend = (different: Partial<Container>): Pick<CauseFacts, 'containers'> => ({
  containers: { kind: 'known', value: [aContainer(different)] },
});
const own = aContainer();
const killed = { state: 'exited', exitCode: 137, finishedAt: NOW };
const probe = (status: string, exitCode: number) => ({
  health: { status, lastProbe: { startedAt: '', exitCode, output: 'no' } },
});
const stoppedAfter = (code: string, reason = 'no'): Partial<CauseFacts> => ({
  containers: { kind: 'known', value: [] },
  failedStart: { schemaVersion: 1, at: '2026-01-02T03:04:05.000Z', code, message: 'no', hint: null, reasons: [reason] },
});
const migrations = { isRunning: false, revisions: { all: ['a', 'b'], newest: ['b'] } };
const database = (revision: string) => ({ kind: 'answered', revision }) as const;
const said = (status: number, tookMs: number) => ({ kind: 'answered', status, body: '', tookMs }) as const;
const served = { services: undefined, declared: undefined, sharedObservability: false };
const registration = { container: own, endpoint: undefined, listening: undefined, reach: undefined };
const url = 'http://backend:8000';

/** What makes it, of a sandbox whose backend runs otherwise. */
const MADE: Readonly<Record<CauseCode, Partial<CauseFacts>>> = {
  ENGINE: { engine: { kind: 'failed', failure: FAILURE }, containers: { kind: 'failed', failure: FAILURE } },
  DIRECTORY_MISSING: { isPresent: false },
  DIRECTORY_FORBIDDEN: { forbidden: { path: PATH, owner: 0 } },
  DIRECTORY_REPLACED: { replaced: FAILURE },
  SLOT_OUT_OF_RANGE: { instance: aSandbox({ slot: 42 }) },
  FOREIGN_CONTAINERS: { containers: { kind: 'failed', failure: { ...FAILURE, code: 'FOREIGN_PROJECT' } } },
  DISK_FULL: { disks: [{ name: 'disk', path: '/', free: 1 }] },
  ALL_STOPPED: backend({ state: 'exited', exitCode: 255 }),
  ENGINE_TOO_OLD: stoppedAfter('ENGINE_TOO_OLD'),
  ADDRESS_POOLS: stoppedAfter('DOCKER_FAILED', 'all predefined address pools have been fully subnetted'),
  SECRET_MISSING: stoppedAfter('SECRETS_UNAVAILABLE'),
  SECRET_CHANGED: stoppedAfter('SECRETS_DIFFER'),
  IMAGE_MISSING: stoppedAfter('IMAGE_MISSING'),
  PORT_TAKEN: backend({ state: 'created', startError: 'port is already allocated' }),
  MOUNT_MISSING: { missingMounts: [{ service: 'backend', source: '/x' }] },
  MOUNT_REPLACED: { replacedMounts: [{ service: 'backend', source: '/x', target: '/y', isSeen: true }] },
  MOUNT_UNREADABLE: {
    refusedMounts: [
      { service: 'backend', source: '/x', target: '/y', user: '1000', said: 'no', isTold: false, owner: undefined },
    ],
  },
  IMAGE_PLATFORM: backend({ state: 'created', startError: 'exec format error' }),
  CONTAINER_NOT_STARTED: backend({ state: 'created', startError: 'no' }),
  OUT_OF_MEMORY: backend({ ...killed, outOfMemory: true, memoryLimit: 1e6 }),
  MACHINE_MEMORY: backend({ ...killed, outOfMemory: true }),
  DATABASE_PASSWORD: { database: { kind: 'refused', text: 'no' } },
  DATABASE_MISSING: { database: { kind: 'missing', text: 'no' } },
  MIGRATIONS_RUNNING: { migrations: { ...migrations, isRunning: true } },
  MIGRATIONS_FAILED: stoppedAfter(
    'GATE_FAILED',
    'backend database migrations failed (alembic upgrade head ended with 1): no',
  ),
  MIGRATIONS_UNKNOWN: { migrations, database: database('z') },
  MIGRATIONS_MISSING: { migrations, database: database('a') },
  OFF_NETWORK: backend({ lostNetwork: 'own' }),
  PAUSED: backend({ state: 'paused' }),
  KILLED: {
    ...backend(killed),
    deaths: [{ containerId: own.id, exitCode: 137, time: NOW }],
    killed: new Set([own.id]),
  },
  WORKER_ENDPOINT: { registrations: [{ ...registration, endpoint: 'http://elsewhere:1' }] },
  WORKER_ELSEWHERE: {
    registrations: [
      { ...registration, reach: { url, answer: { kind: 'answered', isKnownThere: true, project: 'ktrdr--b' } } },
    ],
  },
  STARTED_OTHERWISE: {
    ...backend({ ports: [{ published: 8000, target: 8000, address: '' }] }),
    served: { ...served, services: new Map([['backend', { ports: new Map([[8000, 8003]]), replicas: 1 }]]) },
  },
  CRASH_LOOP: backend({ state: 'restarting', restartCount: 3, exitCode: 1 }),
  EXITED: backend({ state: 'exited', exitCode: 3 }),
  NO_CONTAINER: { expected: new Map([['db', 1]]) },
  PROBE_HANGS: backend(probe('unhealthy', -1)),
  PROBE_FAILS: backend(probe('unhealthy', 1)),
  DEPENDENCY: backend({ state: 'created', dependsOn: ['db'] }),
  STARTING: backend(probe('starting', 1)),
  DATABASE_SILENT: { database: { kind: 'silent', text: 'no' } },
  BACKEND_FAILS: { backend: said(503, 1) },
  BACKEND_SILENT: { backend: { kind: 'failed', reason: 'no', tookMs: 1 } },
  BACKEND_SLOW: { backend: said(200, 9_000) },
  BACKEND_UNREACHABLE: {
    registrations: [{ ...registration, reach: { url, answer: { kind: 'failed', text: 'no' } } }],
  },
  WORKER_UNREGISTERED: { workers: { expected: 1, registered: 0, missing: ['backend'], foreign: [] } },
  ENV_FILE: { envFile: FAILURE },
  COMPOSE_FILE: { served: { ...served, unusable: FAILURE } },
  LAST_START: stoppedAfter('BUILD_FAILED'),
  IMAGE_OUTDATED: { outdatedImages: [{ image: 'a', services: ['backend'], changed: [] }] },
  // A job that has done its work, and is not asked for any more.
  ORPHAN: {
    containers: {
      kind: 'known',
      value: [own, aContainer({ service: 'old', state: 'exited', exitCode: 0, restartPolicy: 'no' })],
    },
    served: { ...served, declared: new Set(['backend']) },
  },
  CLOCK_SKEW: { engine: { kind: 'known', value: { id: '', clockAheadMs: 9_000 } } },
};

/** Of all that is so, what `status` and `doctor` ask for; undefined where they cannot. */
function askedOf(all: CauseFacts): AskedFacts | undefined {
  const { isPresent, containers, now, served: files, envFile, expected, backend: answer, failedStart: failed } = all;
  const { missingMounts, replacedMounts, deaths, outOfMemory, killed: ended, kernelKills, isQuotable } = all;
  if (containers.kind === 'failed') return undefined;
  const isNamed = failed !== undefined && REFUSALS.has(startCause(failed.code, failed.reasons) ?? 'LAST_START');
  return {
    isPresent,
    containers,
    now,
    missingMounts,
    replacedMounts,
    deaths,
    outOfMemory,
    killed: ended,
    kernelKills,
    served: files,
    envFile,
    expected,
    workers: all.workers ?? { expected: 0, registered: 0, missing: [], foreign: [] },
    // Of the workers, which is no question of how long it takes.
    backend: answer?.kind === 'answered' && answer.status === 200 ? undefined : answer,
    isQuotable,
    withoutSecrets: all.withoutSecrets,
    failedStart: isNamed ? failed : undefined,
  };
}

function doctorFacts({ instance }: CauseFacts, stack: StackHealth | undefined): DoctorFacts {
  return {
    tools: [],
    command: { kind: 'none' },
    claims: [],
    engine: {
      versions: { kind: 'failed', failure: FAILURE },
      resources: { kind: 'failed', failure: FAILURE },
      memory: undefined,
    },
    settings: { kind: 'known', value: {} },
    registryFile: '',
    registryAside: '',
    registry: { kind: 'known', value: [instance] },
    places: [],
    records: new Map(),
    variables: new Map(),
    heldPorts: new Map(),
    stacks: new Map(stack === undefined ? [] : [[instance.id, stack]]),
    engines: new Map(),
    disks: [],
    operations: [],
    forbidden: [],
    volumeRecords: new Map(),
    homePlaces: [],
    shared: undefined,
    sharedPlaces: [],
  };
}

const isCode = (name: string): name is CauseCode => name in CAUSE_CODES;
const codes = Object.keys(CAUSE_CODES).filter(isCode);

test.each(codes)('%s', (code) => {
  const facts: CauseFacts = { ...unasked(aSandbox()), ...backend({}), now: NOW, ...MADE[code] };
  const found = judgeInstance(facts);
  const told = found.causes.flatMap((cause) => [cause, ...cause.consequences]).map((one) => one.code);
  expect(told).toContain(code);

  const asked = askedOf(facts);
  const health = asked && judgeHealth(facts.instance, asked);
  const isShown = health?.causes.some((cause) => [cause, ...cause.consequences].some((one) => one.code === code));
  const shown = health !== undefined && isWell(health) ? 'shown' : 'not well';
  const severities = new Set(
    judgeInstances(doctorFacts(facts, health))
      .filter((finding) => finding.severity !== 'ok')
      .map(({ severity }) => severity),
  );
  const worst = severities.has('problem') ? 'problem' : 'warning';

  expect({
    why: CAUSE_CODES[code].kind,
    wait: isReadyBy({ ...found, unknown: [] }) ? 'ready' : 'not ready',
    status: asked === undefined ? 'error' : isShown ? shown : 'not asked',
    doctor: severities.size === 0 ? 'nothing' : worst,
  }).toEqual(DECISIONS[code]);
});

test('docs/why.md names what only why and wait tell', () => {
  const documented = readFileSync(new URL('../../../../docs/why.md', import.meta.url), 'utf8');
  const list = documented.slice(documented.indexOf('Only `why` and `wait` report'));
  const named = Array.from(
    list.slice(0, list.indexOf('An instance is well')).matchAll(/`([A-Z_]+)`/g),
    ([, one]) => one,
  );
  const alone = codes.filter((code) => DECISIONS[code].status === 'not asked');
  expect(new Set(named)).toEqual(new Set(alone));
});
