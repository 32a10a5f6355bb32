import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { env as processEnv } from 'node:process';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { runCommand, type Run, type RunResult } from '@ktrdr/process';
import { ktrdrLayout, portsOfSlot } from '@ktrdr/ports';
import { createContext, examine, type Finding, initLocalProd, parseEnvFile, repair } from '../../src/index.ts';
import { rememberEngine } from '../../src/engine/same-engine.ts';
import { writeJournal } from '../../src/journals/create-journal.ts';
import { registeredInstances } from '../../src/core/registered-instances.ts';
import { lookAtCopies } from '../../src/shared-data/look-at-places.ts';
import { stagingOf, writeStaging } from '../../src/shared-data/staging.ts';
import { withSharedLock } from '../../src/shared-data/with-shared-lock.ts';
import { withOperationLock } from '../../src/core/with-operation-lock.ts';
import { aResult } from '../support/a.ts';
import { connectionByRun } from '../support/connection-by-run.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

// Real git, a real registry and real files; a Docker that has nothing, or is not there.
const root = temporaryDirectory();
const unreachable: Partial<RunResult> = { exitCode: 1, stderr: 'Cannot connect to the Docker daemon at unix:///x.' };
let home: string;
let clone: string;
let count = 0;
beforeEach(() => {
  const place = join(root, String((count += 1)));
  home = join(place, 'home');
  clone = join(place, 'ktrdr-prod');
  mkdirSync(clone, { recursive: true });
  git('init', '-q');
  git('remote', 'add', 'origin', 'git@example.com:me/ktrdr.git');
});

function git(...args: string[]): void {
  execFileSync('git', ['-C', clone, ...args], { env: { PATH: processEnv['PATH'], HOME: root } });
}

/** A context whose Docker answers like this, and that lacks these programs. */
function contextWith({
  docker = {},
  missing = [],
}: { readonly docker?: Partial<RunResult>; readonly missing?: readonly string[] } = {}) {
  const run: Run = async (command, args, options) => {
    if (missing.includes(command)) return aResult({ exitCode: undefined, missing: true });
    if (command !== 'docker') return await runCommand(command, args, options);
    const answers: Record<string, string> = {
      version: '26.1.5\n',
      compose: '2.26.1\n',
      context: 'unix:///x\n',
      info: 'an-engine 2026-01-02T03:04:05Z\n',
    };
    return aResult({ stdout: answers[args[0] ?? ''] ?? '', ...docker });
  };
  const env = { PATH: processEnv['PATH'], HOME: root, KTRDR_HOME: home, GIT_CONFIG_NOSYSTEM: '1' };
  return createContext({ env, connection: connectionByRun(run), run, command: 'a test' });
}

const marker = () => join(clone, '.env.sandbox');
const no = async () => await Promise.resolve(false);

async function initialized(): Promise<void> {
  await initLocalProd(contextWith(), { directory: clone, keepVolumes: no });
}

/** With its file as it was written. */
async function initializedAnew(): Promise<void> {
  rmSync(marker());
  const context = contextWith();
  await repair(context, (await examine(context, clone)).findings);
}

/** What is wrong, by code. A machine that has little disk is no matter of these tests, nor one with its ports in use. */
async function codesOf(context = contextWith()): Promise<string[]> {
  return codes((await examine(context, clone)).findings);
}

function codes(findings: readonly Finding[]): string[] {
  const ofTheMachine = new Set(['LITTLE_DISK', 'PORT_TAKEN']);
  return findings.filter(({ severity, code }) => severity !== 'ok' && !ofTheMachine.has(code)).map(({ code }) => code);
}

describe('examine', () => {
  test('a machine without anything of ours is well, and nothing is made on it', async () => {
    expect(await codesOf()).toEqual([]);
    expect(existsSync(home)).toBe(false);
  });

  test('an instance as registered is well', async () => {
    await initialized();
    expect(await codesOf()).toEqual([]);
  });

  test('an instance that was started on another Engine is not as registered', async () => {
    await initialized();
    const context = contextWith();
    const [instance] = await registeredInstances(context);
    if (instance === undefined) throw new Error('there is none');
    await rememberEngine(context, instance, 'another-engine');
    const { findings } = await examine(context, clone);
    expect(codes(findings)).toEqual(['ENGINE_CHANGED']);
    expect(findings.find(({ code }) => code === 'ENGINE_CHANGED')).toMatchObject({
      subject: 'ktrdr-prod',
      text: expect.stringContaining('was started on another Docker Engine'),
    });
    expect(await codesOf(contextWith({ docker: unreachable }))).toEqual(['ENGINE_UNREACHABLE']);
  });

  test('a line that every start refuses, damaged records and files in the place of our directories are found', async () => {
    await initialized();
    appendFileSync(marker(), 'A B=c\n');
    expect(await codesOf()).toEqual(['ENV_FILE_INVALID']);
    await initializedAnew();
    appendFileSync(marker(), 'KTRDR_UP_WORKERS=many\n');
    expect(await codesOf()).toEqual(['ENV_FILE_INVALID']);
    await initializedAnew();
    const { volumes, records } = contextWith().home;
    mkdirSync(volumes, { recursive: true });
    writeFileSync(join(volumes, 'ktrdr-prod.json'), '');
    expect(await codesOf()).toEqual(['VOLUME_RECORD_UNREADABLE']);
    rmSync(volumes, { recursive: true });
    writeFileSync(volumes, '');
    rmSync(records, { recursive: true, force: true });
    symlinkSync('/nowhere/at-all', records);
    expect(await codesOf()).toEqual(['RECORDS_NO_DIRECTORY', 'RECORDS_NO_DIRECTORY']);
  });

  test('with a copy of the home, the file of a live instance is not written', async () => {
    await initialized();
    const before = readFileSync(marker(), 'utf8');
    const first = home;
    home = join(dirname(home), 'backup');
    cpSync(first, home, { recursive: true });
    expect(await codesOf()).toEqual(['REGISTERED_ELSEWHERE']);
    expect(await repair(contextWith(), (await examine(contextWith(), clone)).findings)).toEqual([]);
    expect(readFileSync(marker(), 'utf8')).toBe(before);
    // Of a home that is out of use, it is this one's.
    renameSync(first, `${first}.old`);
    expect(await codesOf()).toEqual(['ENV_FILE_EDITED']);
  });

  test('shared data that another home fills at this moment is not unfinished', async () => {
    await initialized();
    const context = contextWith();
    const shared = join(dirname(home), 'common');
    mkdirSync(shared);
    symlinkSync(shared, context.home.shared);
    const staging = stagingOf(context.home.shared);
    mkdirSync(staging.path);
    await writeStaging(staging, { from: '/same', phase: 'copying', names: ['data'] });
    const first = home;
    home = join(dirname(home), 'another');
    mkdirSync(home);
    symlinkSync(shared, join(home, 'shared'));
    const another = contextWith();
    home = first;
    await withSharedLock(another, shared, async () => {
      expect(await codesOf()).toEqual([]);
    });
    expect(await codesOf()).toEqual(['SHARED_COPY_UNFINISHED']);
  });

  test('a claim for a worktree that git keeps locked is not dead while its disk is away', async () => {
    const worktree = join(dirname(clone), 'ktrdr-impl-w');
    git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-q', '--allow-empty', '-m', 'x');
    git('worktree', 'add', '-q', worktree, '-b', 'w');
    git('worktree', 'lock', '--reason', 'on the usb disk', worktree);
    renameSync(worktree, `${worktree}.away`);
    mkdirSync(join(home, 'sandbox'), { recursive: true });
    const slots = { 1: { claimed_by: worktree } };
    const registry = { version: 2, local_prod: null, instances: {}, slots };
    writeFileSync(join(home, 'sandbox', 'instances.json'), JSON.stringify(registry));
    expect(await codesOf()).toEqual(['SLOT_CLAIMED']);
    git('worktree', 'unlock', worktree);
    expect(await codesOf()).toEqual(['SLOT_CLAIM_DEAD']);
  });

  test('without an Engine everything else is looked at', async () => {
    await initialized();
    rmSync(marker());
    expect(await codesOf(contextWith({ docker: unreachable }))).toEqual(['ENGINE_UNREACHABLE', 'ENV_FILE_MISSING']);
  });

  test('without docker, git and flock', async () => {
    await initialized();
    const found = await codesOf(contextWith({ missing: ['docker', 'git', 'flock'] }));
    const tools = process.platform === 'linux' ? ['TOOL_MISSING', 'TOOL_MISSING'] : ['TOOL_MISSING'];
    expect(found).toEqual([...tools, 'DOCKER_MISSING']);
  });

  test('something else in the place of shared data, or of our whole home, is named', async () => {
    mkdirSync(join(home, 'shared'), { recursive: true });
    symlinkSync('/nowhere/data', join(home, 'shared', 'data'));
    expect(await codesOf()).toEqual(['SHARED_LINK_BROKEN']);
    rmSync(join(home, 'shared'), { recursive: true });
    writeFileSync(join(home, 'shared'), '');
    expect(await codesOf()).toEqual(['SHARED_NO_DIRECTORY']);
    rmSync(home, { recursive: true });
    writeFileSync(home, '');
    expect(await codesOf()).toEqual(['REGISTRY_UNREADABLE']);
  });

  test('a dead claim of the Python tool is released by --fix, and others are not', async () => {
    mkdirSync(join(home, 'sandbox'), { recursive: true });
    const registry = join(home, 'sandbox', 'instances.json');
    const slots = { '4': { claimed_by: join(root, 'gone') }, '5': { claimed_by: clone } };
    writeFileSync(registry, JSON.stringify({ version: 2, local_prod: null, instances: {}, slots }));
    const { findings } = await examine(contextWith(), clone);
    expect(codes(findings)).toEqual(['SLOT_CLAIM_DEAD']);
    expect((await repair(contextWith(), findings)).map(({ failure }) => failure)).toEqual([undefined]);
    expect(JSON.parse(readFileSync(registry, 'utf8')).slots).toEqual({
      '4': { claimed_by: null, claimed_at: null, status: 'stopped' },
      '5': { claimed_by: clone },
    });
  });

  test('from anywhere, the claims of the Python tool lead to its worktrees', async () => {
    git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'first');
    const [impl, spec] = ['ktrdr-impl-x-M1', 'ktrdr-spec-y'].map((name) => join(dirname(clone), name));
    for (const path of [impl ?? '', spec ?? '']) git('worktree', 'add', '-q', path);
    mkdirSync(join(home, 'sandbox'), { recursive: true });
    const slots = { '4': { claimed_by: impl } };
    writeFileSync(
      join(home, 'sandbox', 'instances.json'),
      JSON.stringify({ version: 2, local_prod: null, instances: {}, slots }),
    );
    const { findings } = await examine(contextWith(), '/');
    const theirs = findings.filter(({ code }) => code === 'PYTHON_WORKTREE' || code === 'SLOT_CLAIMED');
    expect(theirs.map(({ subject }) => subject)).toEqual(['ktrdr-impl-x-M1', 'ktrdr-spec-y', 'slot 4']);
    expect(theirs.map((finding) => finding.repair?.kind)).toEqual(['commands', 'commands', 'commands']);
  });

  test.each([
    ['damaged', '{"version": 1, '],
    ['newer', '{"version": 9}'],
  ])('a %s registry: worktrees tell what was registered, and it is left as it is', async (_, text) => {
    await initialized();
    const registry = join(home, 'sandbox', 'instances.json');
    writeFileSync(registry, text);
    const { findings } = await examine(contextWith(), clone);
    expect(codes(findings)).toEqual(['REGISTRY_UNREADABLE']);
    expect(findings.find(({ code }) => code === 'REGISTRY_UNREADABLE')).toMatchObject({
      detail: [`ktrdr-prod: ${clone}, slot 0 (its .env.sandbox says so)`],
      repair: {
        commands: expect.arrayContaining([`cd ${clone} && ktrdr local-prod init --again`]),
      },
    });
    expect(readFileSync(registry, 'utf8')).toBe(text);
  });

  test('a linked worktree with an .env.sandbox that nobody registered is found from its clone', async () => {
    git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'first');
    const worktree = join(dirname(clone), 'ktrdr--x');
    git('worktree', 'add', '-q', worktree, '-b', 'x');
    writeFileSync(join(worktree, '.env.sandbox'), 'INSTANCE_ID=ktrdr--x\nSLOT_NUMBER=4\n');
    expect(await codesOf()).toEqual(['DIRECTORY_UNREGISTERED']);
  });

  test('a clone that is gone', async () => {
    await initialized();
    rmSync(clone, { recursive: true });
    expect(codes((await examine(contextWith(), '/')).findings)).toEqual(['DIRECTORY_MISSING']);
  });

  test('a port of the slot in foreign hands, with its holder', async () => {
    const context = contextWith();
    const record = {
      instanceId: 'ktrdr--x',
      path: clone,
      createdAt: '2026-01-02T03:04:05.000Z',
      isWorktree: false,
      parentRepo: null,
      slot: 9,
    };
    await context.registry.claim(record);
    const port = portsOfSlot(ktrdrLayout, 9).find(({ name }) => name === 'grafana')?.port;
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    try {
      const taken = (await examine(context, clone)).findings.filter(({ code }) => code === 'PORT_TAKEN');
      expect(taken).toContainEqual(
        expect.objectContaining({
          subject: 'ktrdr--x',
          text: expect.stringMatching(new RegExp(String.raw`port ${port} \(grafana\).*pid ${process.pid}`)),
        }),
      );
    } finally {
      server.close();
    }
  });

  test('a create that was killed is found; one at work is not', async () => {
    const context = contextWith();
    mkdirSync(context.home.operations, { recursive: true });
    writeFileSync(join(context.home.operations, 'ktrdr--x.json'), '{}');
    await withOperationLock(context, 'ktrdr--x', async () => expect(await codesOf()).toEqual([]));
    expect(await codesOf()).toEqual(['UNFINISHED_OPERATION']);
  });
});

async function repairOf(code: string): Promise<Finding['repair']> {
  return (await examine(contextWith(), clone)).findings.find((finding) => finding.code === code)?.repair;
}

async function repaired(context = contextWith()) {
  return await repair(context, (await examine(context, clone)).findings);
}

describe('repair', () => {
  test('a lost .env.sandbox', async () => {
    await initialized();
    const before = readFileSync(marker(), 'utf8');
    rmSync(marker());
    expect(await repaired()).toMatchObject([{ finding: { code: 'ENV_FILE_MISSING' }, failure: undefined }]);
    expect(readFileSync(marker(), 'utf8')).toBe(before);
    expect(await codesOf()).toEqual([]);
  });

  test('one that was edited; variables of the user stay', async () => {
    await initialized();
    writeFileSync(
      marker(),
      `${readFileSync(marker(), 'utf8').replace('KTRDR_API_PORT=8000', 'KTRDR_API_PORT=9999')}MINE=1\n`,
    );
    await repaired();
    expect(parseEnvFile(readFileSync(marker(), 'utf8'))).toMatchObject({ KTRDR_API_PORT: '8000', MINE: '1' });
  });

  test('one that names another instance is left alone', async () => {
    await initialized();
    writeFileSync(marker(), 'INSTANCE_ID=ktrdr--other\n');
    expect(await repaired()).toEqual([]);
    expect(readFileSync(marker(), 'utf8')).toBe('INSTANCE_ID=ktrdr--other\n');
  });

  test('a directory that became another one since it was looked at is left alone', async () => {
    await initialized();
    rmSync(marker());
    const { findings } = await examine(contextWith(), clone);
    rmSync(join(clone, '.git'), { recursive: true });
    expect(await repair(contextWith(), findings)).toMatchObject([{ failure: { code: 'CHANGED_MEANWHILE' } }]);
    expect(existsSync(marker())).toBe(false);
  });

  test('another clone at its place, put there since it was looked at, is left alone', async () => {
    await initialized();
    rmSync(marker());
    const { findings } = await examine(contextWith(), clone);
    renameSync(clone, `${clone}.moved`);
    cpSync(`${clone}.moved`, clone, { recursive: true });
    expect(await repair(contextWith(), findings)).toMatchObject([{ failure: { code: 'CHANGED_MEANWHILE' } }]);
    expect(existsSync(marker())).toBe(false);
  });

  test('a claim whose directory has come back since it was looked at is kept', async () => {
    const context = contextWith();
    const claimedBy = join(dirname(clone), 'wt');
    mkdirSync(dirname(context.home.registry), { recursive: true });
    const slots = { '3': { slot_id: 3, claimed_by: claimedBy, claimed_at: null, status: 'running' } };
    writeFileSync(context.home.registry, JSON.stringify({ version: 2, local_prod: null, instances: {}, slots }));
    const { findings } = await examine(context, clone);
    mkdirSync(claimedBy);
    expect(await repair(context, findings)).toMatchObject([
      { finding: { code: 'SLOT_CLAIM_DEAD' }, failure: { code: 'CHANGED_MEANWHILE' } },
    ]);
    expect(await context.registry.slotClaims()).toMatchObject([{ claimedBy }]);
    rmdirSync(claimedBy);
    expect(await repaired(context)).toMatchObject([{ finding: { code: 'SLOT_CLAIM_DEAD' }, failure: undefined }]);
    expect(await context.registry.slotClaims()).toEqual([]);
  });

  test('a create that was killed is undone, with its claim', async () => {
    const context = contextWith();
    git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'first');
    const id = 'ktrdr--x';
    const [path, createdAt] = [join(dirname(clone), id), '2026-01-02T03:04:05.000Z'];
    await context.registry.claim({ instanceId: id, path, createdAt, isWorktree: true, parentRepo: clone });
    await writeJournal(context, {
      version: 2,
      operation: 'create',
      id,
      path,
      createdAt,
      token: 'a1',
      commonDirectory: join(clone, '.git'),
      branch: { name: 'x', commit: '0'.repeat(40), created: false },
    });
    const { findings } = await examine(context, clone);
    expect(await repair(context, findings)).toMatchObject([
      {
        finding: { code: 'UNFINISHED_OPERATION', repair: { does: expect.stringContaining(`removes ${path} and`) } },
        failure: undefined,
      },
    ]);
    expect(await context.registry.list()).toEqual([]);
    expect(await codesOf()).toEqual([]);
    // Another command was first: nothing is claimed to be done.
    expect(await repair(context, findings)).toMatchObject([{ failure: { code: 'CHANGED_MEANWHILE' } }]);
  });

  test('what is moved aside a second time gets another name', async () => {
    await initialized();
    writeFileSync(marker(), 'INSTANCE_ID=ktrdr--other\n');
    writeFileSync(`${marker()}.before`, 'of an earlier time');
    expect(await repairOf('IDENTITY_MISMATCH')).toMatchObject({
      commands: [`mv -n ${marker()} ${marker()}.before-2`, 'ktrdr doctor --fix'],
    });
    const registry = join(home, 'sandbox', 'instances.json');
    writeFileSync(marker(), readFileSync(marker(), 'utf8').replace('ktrdr--other', 'ktrdr-prod'));
    writeFileSync(registry, '{');
    writeFileSync(`${registry}.broken`, 'of an earlier time');
    expect(await repairOf('REGISTRY_UNREADABLE')).toMatchObject({
      commands: [`mv -n ${registry} ${registry}.broken-2`, expect.any(String)],
    });
  });

  test('another copy of shared data than the one that was found is left as it is', async () => {
    await initialized();
    const context = contextWith();
    const staging = stagingOf(context.home.shared);
    const leave = async (from: string): Promise<void> => {
      rmSync(staging.path, { recursive: true, force: true });
      mkdirSync(join(staging.fresh, 'data', from), { recursive: true });
      const copies = await lookAtCopies(staging, ['data']);
      await writeStaging(staging, { from: '/same', phase: 'swapping', names: ['data'], copies });
    };
    await leave('first');
    const { findings } = await examine(context, clone);
    await leave('second');
    expect(await repair(context, findings)).toMatchObject([
      { finding: { code: 'SHARED_SWAP_UNFINISHED' }, failure: { code: 'CHANGED_MEANWHILE' } },
    ]);
    expect(existsSync(join(staging.fresh, 'data', 'second'))).toBe(true);
    expect(existsSync(context.home.data)).toBe(false);
  });

  test('one on which somebody works is told of, and the others are repaired', async () => {
    await initialized();
    rmSync(marker());
    const context = contextWith();
    const staging = stagingOf(context.home.shared);
    mkdirSync(join(staging.fresh, 'data', 'new'), { recursive: true });
    const copies = await lookAtCopies(staging, ['data']);
    await writeStaging(staging, { from: '/gone', phase: 'swapping', names: ['data'], copies });
    await withOperationLock(context, 'ktrdr-prod', async () => {
      expect(await repaired(context)).toMatchObject([
        { finding: { code: 'ENV_FILE_MISSING' }, failure: { code: 'BUSY' } },
        { finding: { code: 'SHARED_SWAP_UNFINISHED' }, failure: undefined },
      ]);
    });
    expect(existsSync(join(context.home.data, 'new'))).toBe(true);
    expect(await codesOf()).toEqual(['ENV_FILE_MISSING']);
  });
});
