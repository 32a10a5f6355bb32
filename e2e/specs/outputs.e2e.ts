import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { KTRDR } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { git } from '../src/stage/git.ts';
import { noTerminal } from '../src/stage/run-in-terminal.ts';
import { writeSmallStack } from '../src/stage/small-stack.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { wherePossible } from '../src/stage/where-possible.ts';

// Where what a command says goes: a reader that leaves (`… | head`), a disk that is full.

let stage: Stage;
let clone: string;

beforeAll(async () => {
  stage = await setStage('outputs');
  clone = await stage.clone();
});
afterAll(async () => await stage.strike());

type Output = 'stdout' | 'stderr';

/** Runs a command with nobody at the other end of these pipes, and gives its exit code and what the other one got. */
async function unread(args: string, outputs: readonly Output[]): Promise<{ exitCode: number; heard: string }> {
  const child = spawn(process.execPath, [KTRDR, ...args.split(' ')], {
    cwd: clone,
    env: stage.environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let heard = '';
  for (const name of ['stdout', 'stderr'] as const) {
    // Long before Node has started in the child.
    if (outputs.includes(name)) child[name].destroy();
    else child[name].on('data', (chunk: Buffer) => (heard += chunk.toString()));
  }
  const [exitCode] = await once(child, 'close');
  return { exitCode: Number(exitCode), heard };
}

/** Runs a command whose stdout is on a full disk. */
async function onFullDisk(args: string): Promise<{ exitCode: number; heard: string }> {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [KTRDR, ...args.split(' ')], {
    cwd: clone,
    env: stage.environment(),
    stdio: ['ignore', full, 'pipe'],
  });
  closeSync(full);
  let heard = '';
  child.stderr?.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  const [exitCode] = await once(child, 'close');
  return { exitCode: Number(exitCode), heard };
}

describe('nobody reads', () => {
  test.each<[string, readonly Output[]]>([
    ['stdout', ['stdout']],
    ['stderr', ['stderr']],
    ['either', ['stdout', 'stderr']],
  ])('%s of a create: it finishes, and says nothing of it', async (name, outputs) => {
    const id = `unread-${name}`;
    const { exitCode, heard } = await unread(`sandbox create ${id} --json`, outputs);
    expect(exitCode).toBe(0);
    expect(heard).not.toMatch(/EPIPE|Interrupted|^ +at /m);
    const directory = join(stage.directory, `ktrdr--${id}`);
    expect(existsSync(join(directory, '.env.sandbox'))).toBe(true);
    assertOk(await stage.ktrdr(`sandbox destroy --name ${id} --yes`, { cwd: clone }));
    expect(existsSync(directory)).toBe(false);
  });

  test.each(['sandbox list', 'doctor', '--help'])('the answer of %s: it ends well, without a word', async (args) => {
    const { exitCode, heard } = await unread(args, ['stdout']);
    expect(heard).toBe('');
    expect([0, 1]).toContain(exitCode);
  });
});

/** Runs a command in a terminal that is closed when it has said these words, and gives its exit code and what the terminal got. */
async function inClosedTerminal(args: string, words: string): Promise<{ exitCode: number; heard: string }> {
  const ended = join(stage.directory, 'ended');
  await rm(ended, { force: true });
  // The shell outlives its terminal, and says how the command ended.
  const command = `trap : HUP; ${process.execPath} ${KTRDR} ${args}; echo "$?" >${ended}`;
  const terminal = spawn('script', ['--quiet', '--flush', '--command', command, '/dev/null'], {
    cwd: clone,
    env: { ...stage.environment(), SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let heard = '';
  for await (const chunk of terminal.stdout) {
    heard += String(chunk);
    if (heard.includes(words)) terminal.kill('SIGKILL');
  }
  while (!existsSync(ended) || (await readFile(ended, 'utf8')) === '') await sleep(50);
  return { exitCode: Number(await readFile(ended, 'utf8')), heard };
}

wherePossible(test, noTerminal)(
  'a terminal that is closed at a question: nothing is done, and nothing crashes',
  async () => {
    assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
    const { exitCode, heard } = await inClosedTerminal('local-prod destroy', 'Type ktrdr-prod');
    // 128 and the number of SIGHUP: as a closed terminal ends any program.
    expect(exitCode).toBe(129);
    expect(heard).not.toMatch(/^ +at /m);
    expect(existsSync(join(clone, '.env.sandbox'))).toBe(true);
    assertOk(await stage.ktrdr('local-prod destroy --yes', { cwd: clone }));
  },
);

test.each(['', ' --json'])('a command%s that changes something says on stderr what it has done', async (json) => {
  const id = json === '' ? 'unwritten' : 'unwritten-json';
  const directory = join(stage.directory, `ktrdr--${id}`);
  const created = await onFullDisk(`sandbox create ${id}${json}`);
  expect(created.heard).toMatch(/^Cannot write the output: .*no space left on device/im);
  expect(created.heard).toContain(`✓ ktrdr--${id} created: ${directory}, slot `);
  expect(created.exitCode).toBe(1);
  expect(existsSync(join(directory, '.env.sandbox'))).toBe(true);
  const destroyed = await onFullDisk(`sandbox destroy --name ${id} --yes${json}`);
  expect(destroyed.heard).toContain(`✓ ktrdr--${id} is destroyed`);
  expect(destroyed.exitCode).toBe(1);
  expect(existsSync(directory)).toBe(false);
});

test.each(['sandbox list', 'sandbox list --json', '--help'])(
  '%s with stdout on a full disk fails, and says so',
  async (args) => {
    const { exitCode, heard } = await onFullDisk(args);
    expect(heard).toMatch(/^Cannot write the output: .*no space left on device/i);
    expect(heard).not.toMatch(/^ +at /m);
    expect(exitCode).toBe(1);
  },
);

describe('a stack whose commands nobody hears', () => {
  const id = 'ktrdr--unheard';
  let elsewhere: string;

  beforeAll(async () => {
    elsewhere = await stage.clone('small');
    await writeSmallStack(elsewhere, stage.appImage);
    await git(elsewhere, 'add', '--all');
    await git(elsewhere, 'commit', '-q', '-m', 'a small stack');
    await git(elsewhere, 'push', '-q', 'origin', 'main');
  });

  const running = async () => (await stage.docker.containers(id)).map(({ service, state }) => `${service} ${state}`);

  type Unheard = (args: string, words: string) => Promise<{ exitCode: number; heard: string }>;
  const ways: readonly { readonly to: string; readonly exitCode: number; readonly unheard: Unheard }[] = [
    { to: 'readers that have left', exitCode: 0, unheard: async (args) => await unread(args, ['stdout', 'stderr']) },
    { to: 'a full disk', exitCode: 1, unheard: onFullDisk },
    { to: 'a terminal that is closed', exitCode: 129, unheard: inClosedTerminal },
  ];
  for (const { to, exitCode, unheard } of ways) {
    const finish = async (args: string, words: string): Promise<void> => {
      const ended = await unheard(args, words);
      expect(ended.heard).not.toMatch(/EPIPE|EIO|Interrupted|^ +at /m);
      expect([args, ended.exitCode]).toEqual([args, exitCode]);
    };
    const missing = unheard === inClosedTerminal ? noTerminal : undefined;
    wherePossible(test, missing)(`up, down and destroy come to their end, told to ${to}`, async () => {
      assertOk(await stage.ktrdr('sandbox create unheard', { cwd: elsewhere }));
      await finish(`up ${id} --no-secrets`, 'Starting');
      expect(await running()).toEqual(['store running']);
      assertOk(await stage.ktrdr(`status ${id} --check`, { cwd: clone }));
      await finish(`down ${id}`, 'Stopping');
      expect(await running()).toEqual([]);
      expect(await stage.docker.volumes(id)).toHaveLength(1);
      assertOk(await stage.ktrdr(`up ${id} --no-secrets`, { cwd: clone }));
      await finish(`destroy ${id} --yes`, 'Destroying');
      expect(await running()).toEqual([]);
      expect(await stage.docker.volumes(id)).toEqual([]);
      expect(assertOk(await stage.ktrdr('list --json', { cwd: clone })).stdout).not.toContain(id);
      expect(existsSync(join(stage.directory, id))).toBe(false);
      await git(elsewhere, 'branch', '-D', 'unheard');
    });
  }
});
