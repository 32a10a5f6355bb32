import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import type { Run, RunResult } from '@ktrdr/process';
import { engineRecordFile, readEngineRecord, removeEngineRecord } from '../../src/engine/engine-record.ts';
import { assertSameEngine, rememberEngine, rememberServices, rememberStopped } from '../../src/engine/same-engine.ts';
import { createContext } from '../../src/index.ts';
import { aResult, aSandbox } from '../support/a.ts';
import { connectionByRun } from '../support/connection-by-run.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();
const sandbox = aSandbox();
let home = '';
let count = 0;
beforeEach(() => {
  home = join(root, `it's ${(count += 1)}`);
});

/** A context whose `docker` speaks to the Engine of that id. */
function contextOn(id: string | Partial<RunResult>, env: Readonly<Record<string, string>> = {}) {
  const run: Run = async (_, args) => {
    if (args.join(' ') !== 'info --format {{.ID}} {{.SystemTime}}')
      throw new Error(`not expected: docker ${args.join(' ')}`);
    return await Promise.resolve(
      aResult(typeof id === 'string' ? { stdout: `${id} 2026-01-02T03:04:05.123456789Z\n` } : id),
    );
  };
  const variables = { HOME: home, ...env };
  return createContext({ env: variables, connection: connectionByRun(run, variables), run, command: 'a test' });
}

test('where it was never started, nobody is asked', async () => {
  await assertSameEngine(contextOn({ exitCode: 1, stderr: 'not to be asked' }), sandbox);
});

test('the Engine that it was started on is remembered, and no other is taken for it', async () => {
  await rememberEngine(contextOn('one', { DOCKER_CONTEXT: 'desktop-linux' }), sandbox, 'one');
  expect(await readEngineRecord(contextOn('one'), sandbox.id)).toEqual({
    id: 'one',
    endpoint: { kind: 'context', name: 'desktop-linux' },
  });
  await assertSameEngine(contextOn('one'), sandbox);
  await assertSameEngine(contextOn('not asked'), sandbox, 'one');
  const other = contextOn('two');
  await expect(assertSameEngine(other, sandbox)).rejects.toMatchObject({
    code: 'ENGINE_CHANGED',
    message: expect.stringContaining('(context desktop-linux), not the one that docker uses now (context default)'),
    hint: expect.stringContaining('docker context use desktop-linux\n'),
  });
  await expect(assertSameEngine(contextOn('one'), sandbox, 'two')).rejects.toMatchObject({ code: 'ENGINE_CHANGED' });
  // Nor is one that does not tell which one it is, and nothing is to be removed for that.
  await expect(assertSameEngine(contextOn('one'), sandbox, '')).rejects.toMatchObject({
    code: 'ENGINE_CHANGED',
    hint: expect.not.stringContaining('rm '),
  });
  // The other Engine does not take its place by itself.
  await rememberEngine(other, sandbox, 'two');
  expect(await readEngineRecord(other, sandbox.id)).toMatchObject({ id: 'one' });
});

test.each([
  [{ DOCKER_HOST: 'unix:///one.sock' }, { DOCKER_HOST: 'unix:///two.sock' }, 'export DOCKER_HOST=unix:///one.sock\n'],
  [{ DOCKER_HOST: 'unix:///o ne.sock' }, {}, "export DOCKER_HOST='unix:///o ne.sock'\n"],
  [{}, { DOCKER_HOST: 'unix:///two.sock' }, 'unset DOCKER_HOST; docker context use default\n'],
  [{ DOCKER_CONTEXT: 'one' }, { DOCKER_CONTEXT: 'two' }, 'unset DOCKER_CONTEXT; docker context use one\n'],
  [{ DOCKER_CONTEXT: 'one' }, {}, 'docker context use one\n'],
])('started with %j, now with %j: the way back is typed as %s', async (then, now, way) => {
  await rememberEngine(contextOn('one', then), sandbox, 'one');
  await expect(assertSameEngine(contextOn('two', now), sandbox)).rejects.toMatchObject({
    hint: expect.stringContaining(`To use that Engine again: ${way}`),
  });
});

test('another Engine under the same name: no command is named that would lead back', async () => {
  await rememberEngine(contextOn('one'), sandbox, 'one');
  const error = await assertSameEngine(contextOn('two'), sandbox).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ hint: expect.stringMatching(/has changed[^]*gone for good[^]*: rm /) });
  expect(error).toMatchObject({ hint: expect.not.stringContaining('context use') });
});

test('an Engine that is gone for good is forgotten by the command that the hint names, quoted', async () => {
  const context = contextOn('two');
  await rememberEngine(context, sandbox, 'one');
  const file = engineRecordFile(context, sandbox.id);
  await expect(assertSameEngine(context, sandbox)).rejects.toMatchObject({
    hint: expect.stringContaining(`rm '${file.replaceAll("'", String.raw`'\''`)}'`),
  });
  await removeEngineRecord(context, sandbox.id);
  expect(existsSync(file)).toBe(false);
  await assertSameEngine(context, sandbox);
});

test('an Engine that does not say who it is: nothing is written down, and it is not taken for the one that is', async () => {
  const silent = contextOn('');
  await rememberEngine(silent, sandbox, '');
  expect(await readEngineRecord(silent, sandbox.id)).toBeUndefined();
  await rememberEngine(silent, sandbox, 'one');
  await expect(assertSameEngine(silent, sandbox)).rejects.toMatchObject({ code: 'ENGINE_CHANGED' });
});

test('what cannot be found out is no answer', async () => {
  const context = contextOn({ exitCode: 1, stderr: 'Cannot connect to the Docker daemon at unix:///x.' });
  await rememberEngine(context, sandbox, 'one');
  await expect(assertSameEngine(context, sandbox)).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
  const file = engineRecordFile(context, sandbox.id);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '{"id":');
  await expect(assertSameEngine(context, sandbox)).rejects.toMatchObject({ code: 'ENGINE_RECORD_UNREADABLE' });
});

test('that it was stopped is remembered until it is started again, and nothing of one that never was', async () => {
  const context = contextOn('one');
  await rememberStopped(context, sandbox);
  expect(await readEngineRecord(context, sandbox.id)).toBeUndefined();
  await rememberEngine(context, sandbox, 'one');
  await rememberStopped(context, sandbox);
  expect(await readEngineRecord(context, sandbox.id)).toMatchObject({ id: 'one', stopped: true });
  await rememberServices(context, sandbox, new Map([['backend', 1]]));
  expect(await readEngineRecord(context, sandbox.id)).not.toHaveProperty('stopped');
});
