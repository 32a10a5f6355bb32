import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { WORKSPACE } from '../src/places.ts';
import { readDocument } from '../src/stage/read-document.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// What commands print with --json, against the JSON Schemas that are published with them.

let stage: Stage;
let clone: string;
let sandbox: string;
const ID = 'ktrdr--documents';
/** What was printed here: the schema that it keeps to, and the command line. */
const printed: { readonly schema: string; readonly args: string }[] = [];

beforeAll(async () => {
  stage = await setStage('documents');
  clone = await stage.clone();
  sandbox = join(stage.directory, ID);
  await mkdir(join(stage.directory, 'source', 'data'), { recursive: true });
  await writeFile(join(stage.directory, 'source', 'data', 'prices.csv'), '1\n');
});
afterAll(async () => await stage.strike());

const event = z.object({ type: z.string(), step: z.optional(z.string()), exitCode: z.optional(z.int()) });

interface Printed {
  readonly exitCode: number | undefined;
  readonly document: unknown;
}

/** What a command prints with `--json`, if that is what its schema says; one that takes time tells of it meanwhile. */
async function json(schema: string, args: string, cwd = sandbox): Promise<Printed> {
  const isTold = await takesTime(args);
  const { exitCode, stdout, stderr } = await stage.ktrdr(`${args} --json${isTold ? ' --events' : ''}`, { cwd });
  const document = readDocument(schema, stdout);
  printed.push({ schema, args });
  if (isTold) expectEvents(stderr, exitCode);
  return { exitCode, document };
}

/** The commands that have `--events`, by their words. */
async function thoseThatTakeTime(): Promise<string[]> {
  const help = JSON.parse(await readFile(join(WORKSPACE, 'packages/cli/dist/help.json'), 'utf8'));
  return Object.entries(z.record(z.string(), z.string()).parse(help)).flatMap(([words, text]) =>
    text.includes('--events ') ? [words] : [],
  );
}

/** Whether a command line is of one of those; one that is not understood is not begun. */
async function takesTime(args: string): Promise<boolean> {
  return (
    !args.includes('--workers x') && (await thoseThatTakeTime()).some((words) => `${args} `.startsWith(`${words} `))
  );
}

/** Nothing but events, which end as the command does. Every step ends, too; of a command that succeeds, well. */
function expectEvents(stderr: string, exitCode: number | undefined): void {
  const events = stderr.split('\n').map((line) => event.parse(readDocument('event', line)));
  const last = events.at(-1);
  expect(last?.type).toMatch(/^(?:done|failed)$/);
  if (last?.type === 'done') expect(last.exitCode).toBe(exitCode);
  const steps = (type: string) => events.filter((one) => one.type === type).map(({ step }) => step);
  const ended = [...steps('step-done'), ...(exitCode === 0 ? [] : steps('step-failed'))];
  expect(new Set(ended)).toEqual(new Set(steps('step-started')));
}

/** The same of a command that prints a document on each line. */
async function jsonLines(schema: string, args: string, cwd = sandbox): Promise<unknown[]> {
  const { stdout } = await stage.ktrdr(`${args} --json`, { cwd });
  const documents = stdout.split('\n').map((line) => readDocument(schema, line));
  printed.push({ schema, args });
  return documents;
}

describe('before anything runs', () => {
  test.each([
    ['list', 'sandbox list'],
    ['instance', 'local-prod init'],
    ['status', 'local-prod status'],
    ['mcp-config', 'local-prod mcp-config'],
    ['shared', 'sandbox init-shared --minimal'],
    ['shared', 'sandbox init-shared --from ../source --yes'],
    ['created', 'sandbox create documents'],
    ['list', 'sandbox list --git'],
    ['list', 'list'],
  ])('%s: %s', async (schema, args) => {
    expect(await json(schema, args, clone)).toMatchObject({ exitCode: 0, document: { schemaVersion: 1 } });
  });

  test.each([
    ['error', 'sandbox status', 1],
    ['error', 'sandbox nonsense', 1],
    ['error', 'local-prod init', 1],
    ['error', 'sandbox init-shared --from /nowhere', 1],
    ['error', 'sandbox up --workers x', 1],
    ['setup-check', 'setup --check-only --no-secrets', expect.any(Number)],
    ['doctor', 'doctor', expect.any(Number)],
    ['why', `why ${ID}`, 0],
  ])('%s: %s', async (schema, args, exitCode) => {
    expect(await json(schema, args, clone)).toMatchObject({ exitCode, document: { schemaVersion: 1 } });
  });
});

describe('a sandbox that runs', () => {
  test.each([
    ['instance', 'sandbox up --no-secrets'],
    ['status', 'sandbox status'],
    ['why', 'why'],
    ['wait', 'wait --timeout 1m'],
    ['status', 'status'],
    ['started', 'start documents --no-secrets'],
    ['instance', 'restart backend --no-secrets'],
  ])('%s: %s', async (schema, args) => {
    expect(await json(schema, args)).toMatchObject({ exitCode: 0, document: { state: 'running' } });
  });

  test.each([
    ['variables', 'env documents'],
    ['variables', `env ${ID} --format json --secrets`],
    ['opened', 'open api'],
    ['directory', 'cd'],
  ])('%s: %s', async (schema, args) => {
    expect(await json(schema, args)).toMatchObject({ exitCode: 0, document: { id: ID } });
  });

  test.each(['sandbox logs', 'logs'])('each line of its log: %s', async (command) => {
    expect((await jsonLines('log-line', `${command} backend --lines 3`)).length).toBeGreaterThan(0);
  });

  test('each event of a start that is told to a program, on stderr alone', async () => {
    const args = 'up documents --no-secrets --json --events';
    const { stdout, stderr } = await stage.ktrdr(args, { cwd: sandbox });
    readDocument('instance', stdout);
    printed.push({ schema: 'instance', args }, { schema: 'event', args });
    const events = stderr.split('\n').map((line) => readDocument('event', line));
    expect(events[0]).toMatchObject({ type: 'instance', id: ID, doing: 'Starting' });
    expect(events).toContainEqual(expect.objectContaining({ type: 'step-done', step: 'checks' }));
    expect(events.at(-1)).toMatchObject({ type: 'done', exitCode: 0 });
  });

  test('the events of a start, in a file behind what is in it, and the terminal shows what it always shows', async () => {
    const file = join(stage.directory, 'events.jsonl');
    await writeFile(file, '{"type":"older"}\n');
    const { exitCode, output } = await stage.ktrdr(`up ${ID} --no-secrets --events-file ${file}`, { cwd: '/' });
    expect(exitCode).toBe(0);
    expect(output).toMatch(new RegExp(`${ID} is ready`));
    const [older, ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(older).toBe('{"type":"older"}');
    const events = lines.map((line) => readDocument('event', line));
    expect(events[0]).toMatchObject({ type: 'instance', id: ID, doing: 'Starting' });
    expect(events.at(-1)).toMatchObject({ type: 'done', exitCode: 0 });
  });

  test('what went wrong is the last event', async () => {
    const { stdout, stderr, exitCode } = await stage.ktrdr('up nobody --json --events', { cwd: sandbox });
    expect(exitCode).toBe(1);
    readDocument('error', stdout);
    expect(readDocument('event', stderr)).toMatchObject({ type: 'failed', code: 'NO_SUCH_INSTANCE' });
  });

  test('one whose job fails, and with it its start', async () => {
    const own = join(sandbox, 'docker-compose.sandbox.yml');
    const job = { image: stage.appImage, command: ['sh', '-c', 'echo "no seed data"; exit 4'] };
    await writeFile(own, JSON.stringify({ services: { job } }));
    const started = await json('error', 'sandbox up --no-secrets');
    expect(started).toMatchObject({ exitCode: 2, document: { error: { code: 'GATE_FAILED', failures: [{}] } } });
    const causes = expect.arrayContaining([expect.objectContaining({ service: 'job' })]);
    expect(await json('why', 'why')).toMatchObject({ exitCode: 0, document: { causes } });
    expect(await json('status', 'sandbox status')).toMatchObject({ document: { isWell: false } });
    const records = [
      { id: ID, occasion: 'why', code: null },
      { id: ID, occasion: 'start', code: 'GATE_FAILED' },
    ];
    expect(await json('records', `records ${ID}`)).toMatchObject({ exitCode: 0, document: { records } });
    expect(await json('doctor', 'doctor')).toMatchObject({ exitCode: 1 });
    expect(await json('report', `report --output ${stage.directory}`)).toMatchObject({
      exitCode: 0,
      document: { id: ID },
    });
    await rm(own);
  });
});

test.each(['completion --install zsh --yes', 'completion --uninstall zsh'])('completion: %s', async (args) => {
  expect(await json('completion', args)).toMatchObject({ exitCode: 0, document: { shell: 'zsh' } });
});

test('agents: where one has what it is given', async () => {
  expect(await json('agents', 'agents install --yes', clone)).toMatchObject({ exitCode: 0 });
  expect(await json('agents', 'agents uninstall', clone)).toMatchObject({ exitCode: 0 });
});

test('settings: what the user has set', async () => {
  expect(await json('settings', 'config')).toMatchObject({ exitCode: 0 });
  expect(await json('settings', 'config path')).toMatchObject({ exitCode: 0 });
});

test('several: what is done with all', async () => {
  expect(await json('several', 'up --all --no-secrets')).toMatchObject({ document: { instances: [{ id: ID }] } });
  expect(await json('several', 'down --all --yes')).toMatchObject({
    exitCode: 0,
    document: { instances: [{ id: ID }] },
  });
});

test('a clone that becomes a sandbox', async () => {
  const second = await stage.clone('second');
  expect(await json('instance', 'sandbox init', second)).toMatchObject({ exitCode: 0, document: { kind: 'sandbox' } });
});

test('local-prod, while it runs', async () => {
  const web = { image: stage.appImage, command: ['sh', '-c', 'echo here; exec sleep infinity'], init: true };
  await writeFile(join(clone, 'docker-compose.sandbox.yml'), JSON.stringify({ services: { web } }));
  expect(await json('instance', 'local-prod up --no-secrets', clone)).toMatchObject({ document: { state: 'running' } });
  expect(await jsonLines('log-line', 'local-prod logs', clone)).toMatchObject([
    { container: 'web-1', message: 'here' },
  ]);
  expect(await json('stopped', 'local-prod down', clone)).toMatchObject({ exitCode: 0 });
});

describe('what ends', () => {
  test.each([
    ['stopped', 'sandbox down'],
    ['stopped', 'down documents'],
    ['stopped', 'sandbox down --volumes --yes'],
    ['destroyed-sandbox', 'sandbox destroy --dry-run --delete-branch'],
    ['destroyed-sandbox', 'done documents --dry-run'],
    ['destroyed-sandbox', 'destroy documents --yes --force --delete-branch'],
  ])('%s: %s', async (schema, args) => {
    expect(await json(schema, args)).toMatchObject({ exitCode: 0, document: { id: ID } });
  });

  test.each(['destroy local-prod --dry-run', 'local-prod destroy --dry-run', 'local-prod destroy --yes'])(
    'destroyed-local-prod: %s',
    async (args) => {
      expect(await json('destroyed-local-prod', args, '/')).toMatchObject({ exitCode: 0 });
    },
  );
});

test('there is no command, and no schema, that was not tried', async () => {
  const reference = new URL('../../docs/reference/json-documents.md', import.meta.url);
  const promised = (await readFile(reference, 'utf8'))
    .split(/^## /m)
    .slice(1)
    .flatMap((part) => {
      const [schema = ''] = part.split('\n', 1);
      const [, commands = ''] = / Printed by (.*)\.$/m.exec(part) ?? [];
      return Array.from(commands.matchAll(/`([^`]+)`/g), ([, command = '']) => ({ schema, command }));
    });
  expect(promised.length).toBeGreaterThan(30);
  const missing = promised.filter(
    ({ schema, command }) => !printed.some((one) => one.schema === schema && `${one.args} `.startsWith(`${command} `)),
  );
  // Setup is tried in setup.e2e.ts, services outside Docker in host-services.e2e.ts.
  expect(missing.filter(({ schema }) => !schema.startsWith('host-'))).toEqual([{ schema: 'setup', command: 'setup' }]);

  const untold = (await thoseThatTakeTime()).filter(
    (words) => !printed.some(({ args }) => `${args} `.startsWith(`${words} `)),
  );
  expect(untold).toEqual([]);

  const schemas = await readdir(new URL('../../packages/cli/schemas/', import.meta.url));
  const used = new Set(printed.map(({ schema }) => schema));
  // And what only agents are given in mcp.e2e.ts, what a person may write in the file of settings in config.e2e.ts.
  const others = schemas.map((file) => file.replace('.schema.json', '')).filter((name) => !used.has(name));
  expect(others).toEqual(['captured', 'config', 'host-log-line', 'host-services', 'log-lines', 'setup']);
});
