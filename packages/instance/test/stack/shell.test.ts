import { describe, expect, test } from '@jest/globals';
import type { Container } from '@ktrdr/compose-runner';
import type { RunOptions } from '@ktrdr/process';
import { type Context, createContext, openShell } from '../../src/index.ts';
import { aContainer, aResult, aSandbox } from '../support/a.ts';

const instance = aSandbox();
const { signal } = new AbortController();
const mine = { workingDirectory: instance.path };

/** A context whose Engine has these containers, and what was run in them. */
function contextWith(containers: readonly Container[], exitCode = 0) {
  const calls: { args: readonly string[]; options: RunOptions }[] = [];
  const context = createContext({
    env: {},
    command: 'a test',
    run: async (_, args, options) => {
      calls.push({ args, options });
      return await Promise.resolve(aResult({ exitCode }));
    },
  });
  const docker = { ...context.docker, containers: async () => await Promise.resolve([...containers]) };
  return { context: { ...context, docker } satisfies Context, calls };
}

describe('openShell', () => {
  test.each([
    [true, ['exec', '--interactive', '--tty', 'id-of-backend']],
    [false, ['exec', '--interactive', 'id-of-backend']],
  ])('terminal %p: gives input and output through, and the exit code back', async (terminal, args) => {
    const { context, calls } = contextWith([aContainer(mine)], 7);
    expect(await openShell(context, instance, { service: 'backend', terminal, signal })).toBe(7);
    expect(calls[0]?.args.slice(0, args.length)).toEqual(args);
    expect(calls[0]?.options).toMatchObject({ interactive: true });
  });

  test.each<[string, Container[], { code: string; hint: unknown }]>([
    ['nothing runs', [], { code: 'NOT_RUNNING', hint: 'Start it with: ktrdr up ktrdr--feat-x' }],
    [
      'all was stopped',
      [aContainer({ ...mine, state: 'exited' })],
      { code: 'NOT_RUNNING', hint: 'Start it with: ktrdr up ktrdr--feat-x' },
    ],
    [
      'it alone does not run',
      [aContainer({ ...mine, state: 'exited' }), aContainer({ ...mine, service: 'db' })],
      { code: 'NOT_RUNNING', hint: 'To see what is wrong: ktrdr why ktrdr--feat-x' },
    ],
    [
      'there is no such service',
      [aContainer({ ...mine, service: 'db' })],
      { code: 'NO_SUCH_SERVICE', hint: 'Its services are db.' },
    ],
    [
      "the containers are somebody else's",
      [aContainer({ workingDirectory: '/elsewhere' })],
      { code: 'FOREIGN_PROJECT', hint: expect.any(String) },
    ],
  ])('%s: refused, and nothing is run', async (_, containers, error) => {
    const { context, calls } = contextWith(containers);
    await expect(openShell(context, instance, { service: 'backend', terminal: true, signal })).rejects.toMatchObject(
      error,
    );
    expect(calls).toEqual([]);
  });
});
