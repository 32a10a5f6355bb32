import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { KTRDR } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

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

test.each(['sandbox list', 'sandbox list --json', '--help'])(
  '%s with stdout on a full disk fails, and says so',
  async (args) => {
    const { exitCode, heard } = await onFullDisk(args);
    expect(heard).toMatch(/^Cannot write the output: .*no space left on device/i);
    expect(heard).not.toMatch(/^ +at /m);
    expect(exitCode).toBe(1);
  },
);
