import { access, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import * as z from 'zod';
import { assertOk } from '../src/stage/assert-ok.ts';
import { type McpClient, startMcp, type ToolResult } from '../src/stage/mcp-client.ts';
import { readDocument } from '../src/stage/read-document.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// An agent whose client started `ktrdr mcp` in its own sandbox, beside a local-prod and a sandbox of somebody else.

let stage: Stage;
let clone: string;
let own: string;
let client: McpClient;
const MADE = 'ktrdr--made';
const SECRET = 'not-to-be-shown-17';

/** The schemas that the tools publish their results by. */
const SCHEMAS: Readonly<Record<string, string>> = {
  list: 'list',
  create: 'created',
  up: 'instance',
  status: 'status',
  why: 'why',
  logs: 'log-lines',
  exec: 'captured',
  env: 'variables',
  wait: 'wait',
  down: 'stopped',
  destroy: 'destroyed-sandbox',
};

beforeAll(async () => {
  stage = await setStage('mcp');
  clone = await stage.clone('ktrdr');
  own = join(stage.directory, 'ktrdr--own');
  assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
  assertOk(await stage.ktrdr('sandbox create own', { cwd: clone }));
  assertOk(await stage.ktrdr('sandbox create other --from main', { cwd: clone }));
  client = await startMcp(own, stage.environment());
});
afterAll(async () => {
  await client.end();
  await stage.strike();
});

/** What a tool gives, if that is what its published schema says. */
async function call(tool: string, args: object = {}, by = client): Promise<Record<string, unknown>> {
  const { isError, document } = await by.call(tool, args);
  if (isError) throw new Error(JSON.stringify(document));
  readDocument(SCHEMAS[tool] ?? '', JSON.stringify(document));
  return document;
}

async function refused(tool: string, args: object, by = client): Promise<ToolResult['document']> {
  const { isError, document } = await by.call(tool, args);
  expect(isError).toBe(true);
  readDocument('error', JSON.stringify(document));
  return document;
}

async function idsOf(by: McpClient): Promise<unknown[]> {
  const { instances } = z
    .object({ instances: z.array(z.object({ id: z.string() })) })
    .parse(await call('list', {}, by));
  return instances.map(({ id }) => id);
}

const cli = async (args: string) => await stage.ktrdr(args, { cwd: stage.directory });

const inBackend = async (command: readonly string[], more: object = {}) =>
  await call('exec', { service: 'backend', command, ...more });

/** The processes that a server has at work. */
async function childrenOf(pid: number): Promise<string> {
  return await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
}

test('says which tools there are, and what they give: as published', async () => {
  const { result } = await client.request('tools/list');
  const { tools } = z
    .object({
      tools: z.array(
        z.object({
          name: z.string(),
          inputSchema: z.object({
            properties: z.record(z.string(), z.unknown()),
            additionalProperties: z.literal(false),
          }),
          outputSchema: z.record(z.string(), z.unknown()),
        }),
      ),
    })
    .parse(result);
  expect(tools.map(({ name }) => name).toSorted()).toEqual(Object.keys(SCHEMAS).toSorted());
  for (const { name, inputSchema, outputSchema } of tools) {
    expect(Object.keys(inputSchema.properties)).toContain('instance');
    expect(Object.keys(inputSchema.properties)).not.toContain('force');
    const file = new URL(`../../packages/cli/schemas/${SCHEMAS[name]}.schema.json`, import.meta.url);
    const head = { title: SCHEMAS[name], description: expect.any(String) };
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ ...outputSchema, ...head });
  }
});

describe('what is not its own', () => {
  test('is not listed', async () => {
    expect(await idsOf(client)).toEqual(['ktrdr--own']);
  });

  test.each([
    ['up', { instance: 'local-prod' }, 'ktrdr up local-prod'],
    ['down', { instance: 'ktrdr-prod' }, 'ktrdr down ktrdr-prod'],
    ['down', { instance: 'other' }, 'ktrdr down other'],
    ['destroy', { instance: 'ktrdr--other' }, 'ktrdr destroy ktrdr--other'],
    ['destroy', { instance: 'ktrdr-prod', dryRun: true }, 'ktrdr destroy ktrdr-prod'],
    ['exec', { instance: 'other', service: 'db', command: ['env'] }, 'ktrdr exec <service> --instance other'],
    ['logs', { instance: '0' }, 'ktrdr logs --instance 0'],
    ['env', { instance: 'other' }, 'ktrdr env other'],
    ['why', { instance: 'ktrdr--other' }, 'ktrdr why ktrdr--other'],
    ['status', { instance: '2' }, 'ktrdr status 2'],
    ['wait', { instance: 'other', for: 'stopped' }, 'ktrdr wait other'],
    ['list', { instance: 'other' }, 'ktrdr list'],
  ])('%s %j is refused, with what a person would type', async (tool, args, typed) => {
    const { error } = await refused(tool, args);
    expect(error).toMatchObject({
      code: 'CONFINED',
      hint: expect.stringContaining(`a person must do it in a terminal: ${typed}`),
    });
  });

  test('a name that nobody has', async () => {
    const { error } = await refused('status', { instance: 'nobody' });
    expect(error).toMatchObject({ code: 'NO_SUCH_INSTANCE', hint: expect.stringContaining('ktrdr--own') });
  });

  test.each([
    ['up', { instance: 'own', all: true }, /all/],
    ['destroy', { instance: 'ktrdr--own', force: true }, /force/],
    ['destroy', {}, /instance/],
    ['env', { secrets: true }, /secrets/],
    ['wait', { for: 'nonsense' }, /ready, stopped/],
  ])('%s %j is no call', async (tool, args, words) => {
    const { isError, document } = await client.call(tool, args);
    expect(isError).toBe(true);
    expect(document['text']).toMatch(words);
  });

  test('without an instance of its own, none is meant by saying none', async () => {
    const inLocalProd = await startMcp(clone, stage.environment());
    expect(await idsOf(inLocalProd)).toEqual([]);
    for (const tool of ['status', 'up', 'down', 'why', 'env', 'wait'])
      expect(await refused(tool, {}, inLocalProd)).toMatchObject({ error: { code: 'NOT_IN_INSTANCE' } });
    expect(await inLocalProd.end()).toBe(0);
  });

  test('a shell that is confined makes none', async () => {
    const confined = await startMcp(own, { ...stage.environment(), KTRDR_CONFINE: 'own' });
    expect(await idsOf(confined)).toEqual(['ktrdr--own']);
    expect(await refused('create', { instance: 'more' }, confined)).toMatchObject({ error: { code: 'CONFINED' } });
    await confined.end();
    const other = await startMcp(own, { ...stage.environment(), KTRDR_CONFINE: 'other' });
    expect(await idsOf(other)).toEqual([]);
    await other.end();
  });
});

describe('what it has made', () => {
  test('is its own', async () => {
    // What people have set holds here, too.
    assertOk(await cli('config set sandbox.own data'));
    const made = await call('create', { instance: 'made', from: 'main' });
    assertOk(await cli('config unset sandbox.own'));
    expect(made).toMatchObject({ id: MADE, slot: 3, branch: 'made', branchIs: 'new' });
    expect(await readFile(join(stage.directory, MADE, '.env.sandbox'), 'utf8')).toMatch(/^\w+=\S*ktrdr--made\/data$/m);
    expect(await idsOf(client)).toEqual(['ktrdr--own', MADE]);
    expect(await refused('create', { instance: 'other' })).toMatchObject({ error: { code: 'INSTANCE_EXISTS' } });
  });

  test('also for the next server in that directory, and for none elsewhere', async () => {
    const next = await startMcp(own, stage.environment());
    expect(await idsOf(next)).toEqual(['ktrdr--own', MADE]);
    await next.end();
    const elsewhere = await startMcp(join(stage.directory, 'ktrdr--other'), stage.environment());
    expect(await idsOf(elsewhere)).toEqual(['ktrdr--other']);
    expect(await refused('status', { instance: 'made' }, elsewhere)).toMatchObject({ error: { code: 'CONFINED' } });
    await elsewhere.end();
  });
});

describe('a day of an agent', () => {
  test('up, with progress', async () => {
    await writeFile(join(own, '.env'), `SOME_API_KEY=${SECRET}\n`);
    const told: string[] = [];
    const { isError, document } = await client.call('up', { noSecrets: true }, (message) => told.push(message));
    expect([isError, document]).toMatchObject([false, { id: 'ktrdr--own', state: 'running' }]);
    readDocument('instance', JSON.stringify(document));
    expect(told.join('\n')).toMatch(/checks/);
    expect(await call('status')).toMatchObject({ id: 'ktrdr--own', isWell: true });
    expect(await call('wait', { timeoutSeconds: 60 })).toMatchObject({ reached: true, for: 'ready' });
  });

  test('exec, without a terminal, bounded and without secrets', async () => {
    const script = `test -t 1 || echo no terminal; cat; echo ${SECRET} >&2; exit 3`;
    expect(await inBackend(['sh', '-c', script])).toMatchObject({
      exitCode: 3,
      stdout: 'no terminal\n',
      stderr: '[redacted]\n',
      truncated: false,
    });
    const much = await inBackend(['sh', '-c', 'seq 1 200000']);
    expect(much).toMatchObject({ exitCode: 0, truncated: true, stdout: expect.stringMatching(/\n200000\n$/) });
    expect(String(much['stdout']).length).toBeLessThanOrEqual(50_000);
    expect(await inBackend(['sh', '-c', 'echo begun; sleep 20'], { timeoutSeconds: 1 })).toMatchObject({
      exitCode: null,
      stdout: 'begun\n',
    });
    expect(await refused('exec', { service: 'nothing', command: ['true'] })).toMatchObject({
      error: { code: 'NO_SUCH_SERVICE' },
    });
  });

  test('env has no password, and logs have no secret', async () => {
    const { variables } = await call('env');
    expect(variables).toMatchObject({ DB_PORT: '5433', KTRDR_INSTANCE: 'ktrdr--own' });
    expect(JSON.stringify(variables)).not.toMatch(/PASSWORD/);
    const { lines, truncated } = await call('logs', { services: ['backend'], lines: 5 });
    expect([lines, truncated]).toMatchObject([
      expect.arrayContaining([{ container: 'backend-1', time: expect.any(String), message: expect.any(String) }]),
      false,
    ]);
    expect(await call('logs', { level: 'error', since: '1s' })).toMatchObject({ id: 'ktrdr--own' });
  });

  test('why, after a worker was killed', async () => {
    await execa('docker', ['kill', 'ktrdr--own-training-worker-1-1']);
    expect(await call('why')).toMatchObject({
      causes: [{ code: 'KILLED', service: 'training-worker-1', fix: expect.stringMatching(/^ktrdr up ktrdr--own/) }],
    });
    expect(await call('wait', { timeoutSeconds: 1 })).toMatchObject({ reached: false });
    expect(await call('up', { noSecrets: true })).toMatchObject({ state: 'running' });
    // Of ten containers so many questions are asked at once that Node takes them for a leak.
    expect(await call('why')).toMatchObject({ causes: [] });
    expect(client.said()).toBe('');
  });

  test('an up that is cancelled ends, and leaves a whole state', async () => {
    await call('down');
    const begun = new Promise<void>((resolve) => {
      // Nobody answers what was cancelled.
      void client.call('up', { noSecrets: true }, (message) => {
        if (/checks/.test(message)) resolve();
      });
    });
    const id = client.lastId;
    await begun;
    client.notify('notifications/cancelled', { requestId: id, reason: 'changed my mind' });
    // The lock is free as soon as it has ended: down waits for nobody.
    const until = performance.now() + 30_000;
    let stopped = await client.call('down');
    while (stopped.isError && performance.now() < until) {
      await sleep(500);
      stopped = await client.call('down');
    }
    expect(stopped).toMatchObject({ isError: false, document: { state: 'stopped' } });
    expect(await childrenOf(client.pid)).toBe('');
    expect(await call('wait', { for: 'stopped' })).toMatchObject({ reached: true });
  });

  test('destroy takes a whole id, and refuses what would be lost', async () => {
    expect(await refused('destroy', { instance: 'made' })).toMatchObject({
      error: { code: 'NAME_NOT_EXACT', hint: expect.stringContaining(MADE) },
    });
    const path = join(stage.directory, MADE);
    await writeFile(join(path, 'work.txt'), 'mine\n');
    expect(await call('destroy', { instance: MADE, dryRun: true })).toMatchObject({
      destroyed: false,
      workAtRisk: [{ what: 'work.txt' }],
    });
    expect(await refused('destroy', { instance: MADE })).toMatchObject({ error: { code: 'WORK_AT_RISK' } });
    await rm(join(path, 'work.txt'));
    expect(await call('destroy', { instance: MADE, deleteBranch: true })).toMatchObject({ id: MADE, destroyed: true });
    await expect(access(path)).rejects.toThrow('ENOENT');
    expect(await readdir(join(stage.home, 'sandbox', 'makers'))).toEqual([]);
    expect(await idsOf(client)).toEqual(['ktrdr--own']);
  });

  test('one that a person makes anew is a person’s', async () => {
    assertOk(await stage.ktrdr('sandbox create made --from main', { cwd: clone }));
    expect(await idsOf(client)).toEqual(['ktrdr--own']);
    assertOk(await cli('destroy made --yes --delete-branch'));
  });
});

describe('a bad client', () => {
  test('that sends garbage', async () => {
    client.write('garbage\n\n{"jsonrpc":"2.0"}\n[1,2\n{"jsonrpc":"2.0","id":{},"method":7}\n\u0000\u0001\n');
    expect((await client.request('tools/call', { name: 'nothing' }))['error']).toMatchObject({ code: -32_602 });
    expect((await client.request('no/such/method'))['error']).toMatchObject({ code: -32_601 });
    expect(await idsOf(client)).toEqual(['ktrdr--own']);
  });

  test('that never ends a line', async () => {
    const endless = await startMcp(own, stage.environment());
    for (let mebibyte = 0; mebibyte < 12; mebibyte += 1) endless.write('x'.repeat(1_048_576));
    expect(await endless.ended).toBe(0);
    expect(endless.said()).toMatch(/exceeded/);
  });

  test('that floods: every call is answered, and memory stays flat', async () => {
    const flooded = await startMcp(own, stage.environment());
    const peak = async () =>
      Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${flooded.pid}/status`, 'utf8'))?.[1]) / 1024;
    const some = async (count: number) =>
      await Promise.all(Array.from({ length: count }, async () => await call('list', {}, flooded)));
    await some(100);
    const before = await peak();
    const answers = await some(1_000);
    expect(answers).toHaveLength(1_000);
    expect((await peak()) - before).toBeLessThan(100);
    expect(await flooded.end()).toBe(0);
  });

  test.each(['create', 'up'])('that goes in the middle of %s', async (tool) => {
    const gone = await startMcp(own, stage.environment());
    const args = tool === 'create' ? { instance: 'left', from: 'main' } : { noSecrets: true };
    const begun = new Promise<void>((resolve) => {
      void gone.call(tool, args, () => resolve());
    });
    await begun;
    const children = (await childrenOf(gone.pid)).trim().split(' ').filter(Boolean);
    expect(await gone.end()).toBe(0);
    for (const pid of children) await expect(access(`/proc/${pid}`)).rejects.toThrow('ENOENT');
    // Of what was made there is all or nothing.
    const { stdout } = await cli('list --json');
    const isMade = stdout.includes('ktrdr--left');
    const directories = await readdir(stage.directory);
    expect(directories.includes('ktrdr--left')).toBe(isMade);
    expect((await cli('doctor')).stdout).not.toMatch(/interrupted/i);
    if (isMade) assertOk(await cli('destroy left --yes --delete-branch'));
    assertOk(await cli('down own'));
  });

  test('that is told to end', async () => {
    const ended = await startMcp(own, stage.environment());
    process.kill(ended.pid, 'SIGTERM');
    expect(await ended.ended).toBe(0);
  });
});

test('its own sandbox may go, too, and the server stays', async () => {
  await rm(join(own, '.env'));
  await call('create', { instance: 'made', from: 'main' });
  expect(await call('destroy', { instance: 'ktrdr--own' })).toMatchObject({ destroyed: true });
  const isTheOldOnes = async () => {
    expect(await idsOf(client)).toEqual([MADE]);
    expect(await refused('status', {})).toMatchObject({ error: { code: 'NOT_IN_INSTANCE' } });
    expect(await refused('create', { instance: 'again' })).toMatchObject({ error: { code: 'NO_DIRECTORY' } });
  };
  await isTheOldOnes();
  // Somebody makes one of the same name, at the same path: neither agent reaches what is the other's.
  assertOk(await stage.ktrdr('sandbox create own', { cwd: clone }));
  await isTheOldOnes();
  expect(await refused('destroy', { instance: 'ktrdr--own' })).toMatchObject({ error: { code: 'CONFINED' } });
  const next = await startMcp(own, stage.environment());
  expect(await idsOf(next)).toEqual(['ktrdr--own']);
  expect(await refused('destroy', { instance: MADE }, next)).toMatchObject({ error: { code: 'CONFINED' } });
  await next.end();
  expect(await call('destroy', { instance: MADE, deleteBranch: true })).toMatchObject({ destroyed: true });
});
