import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { runCommand } from '@ktrdr/process';
import { createContext } from '../../src/index.ts';
import { interruptible } from '../../src/core/interruptible.ts';
import { aResult } from '../support/a.ts';

const node = process.execPath;
const forever = ['-e', 'setInterval(() => {}, 1000)'];

test('ends what runs when the signal aborts, and throws its reason', async () => {
  const controller = new AbortController();
  const running = interruptible(runCommand, controller.signal)(node, forever, { env: {} });
  controller.abort(new Error('Ctrl-C'));
  await expect(running).rejects.toThrow('Ctrl-C');
});

test('a child that the terminal ended at the same moment is not taken for one that failed', async () => {
  const controller = new AbortController();
  const { docker } = createContext({
    env: {},
    command: 'a test',
    signal: controller.signal,
    run: async () => {
      await sleep(10);
      controller.abort(new Error('Ctrl-C'));
      return aResult({ exitCode: 130, stderr: 'interrupt' });
    },
  });
  await expect(docker.command(['ps'])).rejects.toThrow('Ctrl-C');
});

test('what succeeded in spite of it is given', async () => {
  const run = interruptible(async () => await Promise.resolve(aResult({ stdout: 'done' })), AbortSignal.abort());
  expect(await run('git', [], { env: {} })).toMatchObject({ exitCode: 0, stdout: 'done' });
});

test('a caller with a signal of its own gets the result', async () => {
  const failed = aResult({ exitCode: 1 });
  const run = interruptible(async () => await Promise.resolve(failed), AbortSignal.abort());
  expect(await run('git', [], { env: {}, signal: new AbortController().signal })).toBe(failed);
});
