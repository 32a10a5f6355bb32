import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env as processEnv } from 'node:process';
import { beforeEach, expect, test } from '@jest/globals';
import { runCommand, type Run } from '@ktrdr/process';
import { createContext, initSandbox, parseEnvFile, type PythonWorktree } from '../src/index.ts';
import { aResult } from './support/a.ts';
import { connectionByRun } from './support/connection-by-run.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

// Real git and a real registry, as the Python tool leaves them; an Engine that has what it is told.
const root = temporaryDirectory();
const git = (directory: string, ...args: string[]) =>
  execFileSync('git', ['-C', directory, '-c', 'user.name=me', '-c', 'user.email=me@example.invalid', ...args], {
    env: { PATH: processEnv['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' },
  });

let tree: string;
let file: string;
let count = 0;
beforeEach(() => {
  const place = join(root, String((count += 1)));
  const clone = join(place, 'ktrdr');
  tree = join(place, 'ktrdr-impl-genome-M1');
  file = join(place, 'home', 'sandbox', 'instances.json');
  for (const directory of [clone, join(place, 'home', 'sandbox')]) mkdirSync(directory, { recursive: true });
  git(clone, 'init', '-q');
  git(clone, 'remote', 'add', 'origin', 'git@example.invalid:me/ktrdr.git');
  git(clone, 'commit', '-q', '--allow-empty', '-m', 'one');
  git(clone, 'worktree', 'add', '-q', tree);
  const marker = { COMPOSE_PROJECT_NAME: 'slot-5', INSTANCE_ID: 'ktrdr-impl-genome-M1', SLOT_NUMBER: '5' };
  writeFileSync(
    join(tree, '.env.sandbox'),
    Object.entries(marker)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  );
  const claimed = {
    slot_id: 5,
    profile: 'light',
    claimed_by: tree,
    claimed_at: '2026-01-01T00:00:00',
    status: 'running',
  };
  writeFileSync(file, JSON.stringify({ version: 2, local_prod: null, instances: {}, slots: { '5': claimed } }));
});

function contextThat(answers: { containers?: string; volumes?: string } = {}) {
  const run: Run = async (command, args, options) => {
    if (command !== 'docker') return await runCommand(command, args, options);
    if (args[0] === 'context') return aResult({ stdout: 'ssh://me@far-machine' });
    if (args[0] === 'ps' && args.at(-1)?.includes('"id"') === true)
      return aResult({ stdout: answers.containers ?? '' });
    const isVolumes = args.join(' ').startsWith('volume ls --filter label=com.docker.compose.project --format');
    return aResult({ stdout: isVolumes ? (answers.volumes ?? '') : '' });
  };
  const env = { PATH: processEnv['PATH'], HOME: root, KTRDR_HOME: join(file, '..', '..'), GIT_CONFIG_NOSYSTEM: '1' };
  return createContext({ env, connection: connectionByRun(run), run, command: 'a test' });
}
const yes = async () => await Promise.resolve(true);
const keepVolumes = async () => await Promise.resolve(false);
const claims = async (): Promise<unknown> => JSON.parse(readFileSync(file, 'utf8')).slots['5'].claimed_by;
const marker = (): string => readFileSync(join(tree, '.env.sandbox'), 'utf8');

test('a worktree of the Python tool becomes a sandbox in its own slot, once somebody who was told agrees', async () => {
  const context = contextThat({ volumes: '{"name":"slot-5_postgres_data","project":"slot-5"}\n' });
  const told: PythonWorktree[] = [];
  const before = marker();
  const asked = (answer: boolean) => async (worktree: PythonWorktree) => {
    told.push(worktree);
    return await Promise.resolve(answer);
  };
  const no = initSandbox(context, { directory: tree, keepVolumes, adopt: asked(false) });
  await expect(no).rejects.toMatchObject({ code: 'NOT_CONFIRMED' });
  expect([marker(), await context.registry.list()]).toEqual([before, []]);

  const instance = await initSandbox(context, { directory: tree, keepVolumes, adopt: asked(true) });
  expect(told.at(-1)).toEqual({
    path: tree,
    name: 'ktrdr-impl-genome-M1',
    slot: 5,
    requested: undefined,
    project: 'slot-5',
    volumes: ['slot-5_postgres_data'],
    keepsSlot: true,
  });
  expect(instance).toMatchObject({ id: 'ktrdr--ktrdr-impl-genome-m1', slot: 5, path: tree });
  expect(parseEnvFile(marker())).toMatchObject({
    INSTANCE_ID: 'ktrdr--ktrdr-impl-genome-m1',
    COMPOSE_PROJECT_NAME: 'ktrdr--ktrdr-impl-genome-m1',
    SLOT_NUMBER: '5',
  });
  // Until the sandbox goes, the Python tool must not give the slot to another.
  expect(await claims()).toBe(tree);
  await context.registry.release(instance.id);
  expect(await claims()).toBeNull();
});

test('while its containers are there nothing is changed, and the command that removes them is named', async () => {
  const row = { id: '1', name: 'slot-5-db-1', state: 'running', status: 'Up', ports: '', project: 'slot-5' };
  const rest = { service: 'db', directory: '/pool/slot-5', oneOff: 'False', restartPolicy: '' };
  const context = contextThat({ containers: `${JSON.stringify({ ...row, ...rest })}\n` });
  await expect(initSandbox(context, { directory: tree, keepVolumes, adopt: yes })).rejects.toMatchObject({
    code: 'PYTHON_STACK_EXISTS',
    hint: expect.stringContaining('docker compose -p slot-5 down'),
  });
  expect(await context.registry.list()).toEqual([]);
});

test('also without its .env.sandbox, which is easily lost: the claim says whose it is', async () => {
  const context = contextThat();
  execFileSync('rm', [join(tree, '.env.sandbox')]);
  await expect(
    initSandbox(context, { directory: tree, keepVolumes, adopt: async () => await Promise.resolve(false) }),
  ).rejects.toMatchObject({
    code: 'NOT_CONFIRMED',
  });
  expect(await initSandbox(context, { directory: tree, keepVolumes, adopt: yes })).toMatchObject({ slot: 5 });
});

test('a claim whose path ends with a slash is its own, too', async () => {
  const context = contextThat();
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(JSON.stringify(tree), JSON.stringify(`${tree}/`)));
  const instance = await initSandbox(context, { directory: tree, keepVolumes, adopt: yes });
  expect(instance.slot).toBe(5);
  await context.registry.release(instance.id);
  expect(await claims()).toBeNull();
});

test('with another slot that was asked for it does not say that it keeps its own', async () => {
  const context = contextThat();
  const told: PythonWorktree[] = [];
  const adopt = async (worktree: PythonWorktree) => {
    told.push(worktree);
    return await yes();
  };
  expect(await initSandbox(context, { directory: tree, keepVolumes, adopt, slot: 7 })).toMatchObject({ slot: 7 });
  expect(told).toMatchObject([{ slot: 5, requested: 7, keepsSlot: false }]);
});

test('containers that start while it asks stop it', async () => {
  const row = { id: '1', name: 'slot-5-db-1', state: 'running', status: 'Up', ports: '', project: 'slot-5' };
  const rest = { service: 'db', directory: '/pool/slot-5', oneOff: 'False', restartPolicy: '' };
  const answers = { containers: '' };
  const context = contextThat(answers);
  const adopt = async () => {
    answers.containers = `${JSON.stringify({ ...row, ...rest })}\n`;
    return await yes();
  };
  await expect(initSandbox(context, { directory: tree, keepVolumes, adopt })).rejects.toMatchObject({
    code: 'PYTHON_STACK_EXISTS',
  });
  expect([await context.registry.list(), await claims()]).toEqual([[], tree]);
});

test('an init that fails takes back only what it made: the claim was there before', async () => {
  const context = contextThat();
  const adopt = async () => {
    execFileSync('sh', ['-c', 'rm "$1" && mkdir -p "$1/x"', 'sh', join(tree, '.env.sandbox')]);
    return await Promise.resolve(true);
  };
  await expect(initSandbox(context, { directory: tree, keepVolumes, adopt })).rejects.toMatchObject({
    code: 'ENV_FILE_UNREADABLE',
  });
  expect([await context.registry.list(), await claims()]).toEqual([[], tree]);
});

test('a slot that has another owner meanwhile is not kept', async () => {
  const context = contextThat();
  await context.registry.claim({
    instanceId: 'ktrdr--other',
    path: '/clones/other',
    createdAt: '2026-01-01T00:00:00Z',
    isWorktree: true,
    parentRepo: '/clones/ktrdr',
  });
  const document = JSON.parse(readFileSync(file, 'utf8'));
  document.instances['ktrdr--other'].slot = 5;
  writeFileSync(file, JSON.stringify(document));
  const instance = await initSandbox(context, {
    directory: tree,
    keepVolumes,
    adopt: yes,
  });
  expect(instance.slot).toBe(1);
});
