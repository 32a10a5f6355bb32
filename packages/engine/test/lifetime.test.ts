import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env as ownEnv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { diallerTo, type FakeEngine, fakeEngine, fakeSocket } from './support/fake-engine.ts';

const builder = fileURLToPath(new URL('../../../scripts/build-test-programs.mjs', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'ktrdr-engine-programs-'));
beforeAll(() => {
  execFileSync(process.execPath, [builder, directory], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'pipe',
  });
});
afterAll(() => rmSync(directory, { recursive: true }));

let fake: FakeEngine;
async function use(engine: Promise<FakeEngine>): Promise<void> {
  fake = await engine;
  writeFileSync(join(directory, 'docker'), diallerTo(fake.socket));
  chmodSync(join(directory, 'docker'), 0o755);
}
beforeEach(async () => {
  await use(
    fakeEngine({
      'GET /containers/json': '[]',
      'GET /info': () => {},
      'GET /events': (response) => response.flushHeaders(),
    }),
  );
});
afterEach(async () => await fake.close());

async function start(what: string, env: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(directory, 'ask.mjs'), what], {
    env: { ...env, PATH: `${directory}:${ownEnv['PATH'] ?? ''}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('stdout is piped');
  await once(child.stdout, 'data');
  return child;
}

/** Waits until nobody is connected any more. */
async function untilAlone(): Promise<void> {
  while (fake.open.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe.each([
  ['a socket', () => ({ ...fake.env })],
  ['docker system dial-stdio', () => ({ DOCKER_HOST: 'ssh://me@far' })],
])('over %s', (_, env) => {
  test('a connection that nobody uses does not keep the process', async () => {
    const child = await start('ends', env());
    expect(await once(child, 'close')).toEqual([0, null]);
    await untilAlone();
  });

  test('an Engine that never says its version does not keep the process longer than it is waited for', async () => {
    await fake.close();
    await use(fakeSocket((socket) => void socket.resume()));
    const child = await start('hurries', env());
    expect(await once(child, 'close')).toEqual([0, null]);
    await untilAlone();
  });

  test.each([
    ['waits', 'GET /v1.45/info'],
    ['watches', 'GET /v1.45/events'],
  ])('nothing is left of a process that is killed while it %s', async (what, question) => {
    const child = await start(what, env());
    while (!fake.asked.includes(question)) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    await once(child, 'close');
    await untilAlone();
  });
});

test('a dozen questions at once are no leak that Node would warn of', async () => {
  const child = spawn(process.execPath, [join(directory, 'ask.mjs'), 'curious'], { env: { ...fake.env } });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(said).toBe('');
});
