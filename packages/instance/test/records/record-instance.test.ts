import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Container, Docker, LogLine } from '@ktrdr/compose-runner';
import { CodedError } from '@ktrdr/errors';
import { createContext, type Explanation, type InstanceEvent, listRecordings } from '../../src/index.ts';
import type { RecordingOptions } from '../../src/records/gather-recording.ts';
import { recordExplained, recordInstance } from '../../src/records/record-instance.ts';
import type { Occasion, Recording } from '../../src/records/recording.ts';
import { temporaryDirectory } from '@ktrdr/test-support';
import { aContainer, anInstance } from '../support/a.ts';

const root = temporaryDirectory();
let count = 0;

/** Words that nobody is to see, by where they come from. */
const CANARIES = {
  environment: 'canary-environment',
  file: 'canary-in-a-file',
  item: 'canary-of-the-item',
  shell: 'canary-of-the-shell',
  compose: 'canary-in-compose',
  label: 'canary-label',
  short: 'abc',
};

const explanation: Explanation = {
  schemaVersion: 1,
  id: 'ktrdr-prod',
  state: 'partial',
  causes: [
    { code: 'CRASH_LOOP', service: 'db', summary: 'keeps restarting', evidence: [], consequences: [], fix: null },
  ],
  up: 'ktrdr up x',
  unknown: [],
};

const line = (text: string, time: string, goesOn?: true): LogLine => ({
  stream: 'stdout',
  text,
  time: `2026-01-02T03:04:${time}Z`,
  ...(goesOn && { goesOn }),
});

interface Scene {
  readonly containers?: readonly Container[];
  readonly docker?: Partial<Docker>;
  readonly options?: Partial<RecordingOptions>;
}

const db = aContainer({ service: 'db', environment: () => ({ POSTGRES_PASSWORD: CANARIES.environment }) });

const told = async <T>(value: T): Promise<T> => await Promise.resolve(value);
const away = async () => await Promise.reject(new CodedError('The Engine is away', { code: 'ENGINE_UNREACHABLE' }));
const noFile = async () => await Promise.resolve(undefined);

function sceneOf({ containers = [db], docker = {} }: Scene = {}) {
  const events: InstanceEvent[] = [];
  const home = join(root, String((count += 1)));
  const context = createContext({
    env: { HOME: home, ANTHROPIC_API_KEY: CANARIES.shell },
    command: 'ktrdr local-prod up',
    report: (event) => events.push(event),
    run: async (command) => await Promise.reject(new Error(`not expected: ${command}`)),
    now: () => new Date('2026-06-01T00:00:00.000Z'),
  });
  const asked: string[] = [];
  const fake: Docker = {
    ...context.docker,
    containers: async () => await told([...containers]),
    identity: async () => await told({ id: 'one', clockAheadMs: 0 }),
    versions: async () => await told({ engine: '26.1.5', compose: '2.26.1' }),
    machine: async () => await told({ version: '26.1.5', memory: 8_000_000_000, rootDirectory: '/nowhere' }),
    filesIn: async () => await told({ files: [Buffer.from(`${CANARIES.file}\n`)], unread: [] }),
    async details(ids) {
      asked.push('details');
      return await told(
        ids.map((id) => ({
          Id: id,
          Config: {
            Env: [`POSTGRES_PASSWORD=${CANARIES.environment}`, `API_TOKEN=${CANARIES.short}`, 'TZ=UTC'],
            Labels: { 'client-secret': CANARIES.label, plain: 'text' },
          },
          State: { Health: { Log: [{ Output: `no entry for ${CANARIES.environment}` }] } },
        })),
      );
    },
    async events(_project, { onEvent }) {
      const attributes = { name: 'ktrdr-prod-db-1', exitCode: '1' };
      onEvent({ type: 'container', action: 'die', id: 'id-of-db', attributes, time: 0 });
      await told(undefined);
    },
    async *logs() {
      yield line(`connecting with ${CANARIES.environment}`, '02');
      yield line(`first ${CANARIES.file.slice(0, 5)}`, '03', true);
      yield line(`${CANARIES.file.slice(5)} ${'x'.repeat(5000)}`, '03');
      yield* await told([line(`shell ${CANARIES.shell} item ${CANARIES.item}`, '01')]);
    },
    ...docker,
  };
  return { context: { ...context, docker: fake }, events, asked };
}

const start: Occasion = {
  kind: 'start',
  code: 'DOCKER_FAILED',
  message: `it said ${CANARIES.item}`,
  hint: null,
  detail: CANARIES.environment,
  failures: [],
  stack: null,
};

async function recordingOf(
  scene: Scene = {},
): Promise<{ text: string; recording: Recording; events: InstanceEvent[] }> {
  const { context, events } = sceneOf(scene);
  const file = await recordInstance(context, anInstance(), {
    occasion: start,
    explain: async () => await Promise.resolve(explanation),
    composeFile: async () =>
      await Promise.resolve(`services:\n  db:\n    environment:\n      DB_PASSWORD: ${CANARIES.compose}\n`),
    secrets: [CANARIES.item],
    ...scene.options,
  });
  const text = file === undefined ? '' : readFileSync(file, 'utf8');
  return { text, recording: JSON.parse(text), events };
}

describe('what is recorded', () => {
  test('all that was found', async () => {
    const { recording } = await recordingOf();
    expect(recording).toMatchObject({
      id: 'ktrdr-prod',
      command: 'ktrdr local-prod up',
      occasion: { kind: 'start', code: 'DOCKER_FAILED' },
      versions: { engine: '26.1.5', compose: '2.26.1', program: expect.stringMatching(/^@ktrdr\/instance \d/) },
      machine: { engineMemory: 8_000_000_000, disks: [{ name: 'disk' }], memory: {} },
      explanation: { state: 'partial', causes: [{ code: 'CRASH_LOOP' }] },
      composeFile: expect.stringContaining('services:'),
      containers: [{ Config: { Env: expect.arrayContaining(['TZ=UTC']), Labels: { plain: 'text' } } }],
      events: [{ action: 'die', container: 'ktrdr-prod-db-1', exitCode: '1', at: '1970-01-01T00:00:00.000Z' }],
      missing: [],
    });
  });

  test('lines by time, those that came in parts as one, and long ones cut', async () => {
    const lines = (await recordingOf()).recording.logs['ktrdr-prod-db-1'] ?? [];
    expect(lines.map((one) => one.slice(17, 40))).toEqual([
      '01Z shell [redacted] it',
      '02Z connecting with [re',
      '03Z first [redacted] xx',
    ]);
    expect(lines[2]).toHaveLength(2000);
  });

  test('and no secret, wherever it comes from and wherever it stands', async () => {
    const { text } = await recordingOf();
    for (const canary of Object.values(CANARIES)) expect(text).not.toContain(canary);
  });

  test('what a container wrote is left out where nobody knows its secrets', async () => {
    const { recording, text } = await recordingOf({ docker: { filesIn: away } });
    expect(recording.logs).toEqual({});
    expect(recording.missing).toEqual([expect.stringContaining('it is unknown which secrets')]);
    expect(recording.containers).toMatchObject([{ State: {} }]);
    expect(text).not.toContain('no entry for');
  });

  test('what cannot be found out is named, and the rest is there', async () => {
    const { recording } = await recordingOf({ docker: { details: away, versions: away } });
    expect(recording).toMatchObject({
      containers: [],
      versions: { engine: null },
      logs: { 'ktrdr-prod-db-1': expect.any(Array) },
      missing: expect.arrayContaining([expect.stringContaining('how its containers were created: The Engine is away')]),
    });
  });

  test('of containers that are of another directory nothing is looked at', async () => {
    const containers = [aContainer({ service: 'db', workingDirectory: '/elsewhere' })];
    const { recording } = await recordingOf({ containers });
    expect(recording).toMatchObject({ containers: [], logs: {}, events: [] });
    expect(recording.missing[0]).toMatch(/^its containers: /);
  });
});

test('that it cannot be written is a warning, and fails nothing', async () => {
  const { context, events } = sceneOf();
  mkdirSync(dirname(context.home.records), { recursive: true });
  writeFileSync(context.home.records, 'a file');
  const options = {
    occasion: start,
    explain: async () => await Promise.resolve(explanation),
    composeFile: noFile,
    secrets: [],
  };
  expect(await recordInstance(context, anInstance(), options)).toBeUndefined();
  expect(events).toMatchObject([{ type: 'warning', text: expect.stringMatching(/could not be recorded: /) }]);
});

describe('what why found', () => {
  test('is recorded, and not again while it stays the same', async () => {
    const { context, asked } = sceneOf();
    const first = await recordExplained(context, anInstance(), { explanation, composeFile: noFile });
    expect(await recordExplained(context, anInstance(), { explanation, composeFile: noFile })).toBe(first);
    expect(asked).toEqual(['details']);
    const later = { ...context, now: () => new Date('2026-06-01T00:11:00.000Z') };
    await recordExplained(later, anInstance(), { explanation, composeFile: noFile });
    expect(await listRecordings(context)).toMatchObject([{ at: '2026-06-01T00:11:00.000Z' }]);
  });

  test('is not recorded where nothing is wrong', async () => {
    const { context } = sceneOf();
    const well = { ...explanation, causes: [] };
    expect(await recordExplained(context, anInstance(), { explanation: well, composeFile: noFile })).toBeUndefined();
    expect(await listRecordings(context)).toEqual([]);
  });
});
