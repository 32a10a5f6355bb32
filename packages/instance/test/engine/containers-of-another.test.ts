import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Container } from '@ktrdr/compose-runner';
import { CodedError } from '@ktrdr/errors';
import { rememberEngine } from '../../src/engine/same-engine.ts';
import { type Context, createContext, listInstances, openShell, showLogs, status } from '../../src/index.ts';
import { aContainer, aSandbox } from '../support/a.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

// An Engine that has containers of the instance's name and directory, and on which it was not started: from before its context was changed, say.

const root = temporaryDirectory();
let path = '';
let home = '';
let count = 0;
beforeEach(() => {
  home = join(root, String((count += 1)));
  path = join(home, 'clone');
  mkdirSync(path, { recursive: true });
});

const unreachable = new CodedError('Docker did not answer', { code: 'ENGINE_UNREACHABLE', hint: 'Start it.' });
const interrupted = new Error('interrupted');

/** A context whose Engine has a container of the sandbox, and this id, and what was told and asked of it. */
function contextOn(identity: () => string, different: Partial<Container> = {}) {
  const seen: { readonly notes: string[]; asked: number } = { notes: [], asked: 0 };
  const context = createContext({
    env: { HOME: home },
    command: 'a test',
    run: async (command, args) => await Promise.reject(new Error(`not expected: ${command} ${args.join(' ')}`)),
    report: (event) => {
      if (event.type === 'note') seen.notes.push(event.text);
    },
  });
  const containers = [aContainer({ project: aSandbox().id, workingDirectory: path, ...different })];
  const docker = {
    ...context.docker,
    summaries: async () => await Promise.resolve(containers),
    containers: async () => await Promise.resolve(containers),
    inspect: async () => await Promise.resolve(containers),
    host: async () => await Promise.resolve('127.0.0.1'),
    endpoint: async () => await Promise.resolve({ kind: 'context' as const, name: 'other' }),
    async identity() {
      seen.asked += 1;
      return await Promise.resolve({ id: identity(), clockAheadMs: 0 });
    },
  };
  return { context: { ...context, docker } satisfies Context, seen };
}

const { signal } = new AbortController();

describe.each<[string, (context: Context) => Promise<unknown>]>([
  ['status', async (context) => await status(context, aSandbox({ path }))],
  [
    'logs',
    async (context) =>
      await showLogs(context, aSandbox({ path }), { follow: false, lines: 1, signal, onLine: () => {} }),
  ],
  [
    'shell',
    async (context) => await openShell(context, aSandbox({ path }), { service: 'backend', terminal: false, signal }),
  ],
])('%s', (_, command) => {
  test('refuses, although there are containers', async () => {
    const { context } = contextOn(() => 'two');
    await rememberEngine(context, aSandbox(), 'one');
    await expect(command(context)).rejects.toMatchObject({ code: 'ENGINE_CHANGED' });
  });
});

const listed = async (identity: () => string, started?: string) => {
  const { context, seen } = contextOn(identity);
  await context.registry.claim(aSandbox({ path }).record);
  if (started !== undefined) await rememberEngine(context, aSandbox(), started);
  const instances = await listInstances(context);
  return { states: instances.map(({ state, containers }) => [state, containers.total]), ...seen };
};

const silent = (): string => {
  throw unreachable;
};

describe('list', () => {
  test('does not know what runs, and says why', async () => {
    expect(await listed(() => 'two', 'one')).toEqual({
      states: [['unknown', 0]],
      notes: [expect.stringMatching(/^Started on another Docker Engine, .*: ktrdr--feat-x$/)],
      asked: 1,
    });
  });

  test('knows it on the same one', async () => {
    expect(await listed(() => 'one', 'one')).toEqual({ states: [['running', 1]], notes: [], asked: 1 });
  });

  test('asks nobody who it is where none was started', async () => {
    expect(await listed(() => 'one')).toEqual({ states: [['running', 1]], notes: [], asked: 0 });
  });

  test('ends as it was interrupted, also where the first question is the later to see it', async () => {
    const { context } = contextOn(() => {
      throw interrupted;
    });
    await context.registry.claim(aSandbox({ path }).record);
    await rememberEngine(context, aSandbox(), 'one');
    const summaries = async (): Promise<never> => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw interrupted;
    };
    await expect(listInstances({ ...context, docker: { ...context.docker, summaries } })).rejects.toBe(interrupted);
  });

  test('knows it where containers are, also where the Engine does not tell who it is', async () => {
    expect(await listed(silent, 'one')).toEqual({ states: [['running', 1]], notes: [], asked: 1 });
  });

  test('says so where the Engine does not tell who it is, and has no containers of it', async () => {
    const { context, seen } = contextOn(silent, { workingDirectory: '/elsewhere' });
    await context.registry.claim(aSandbox({ path }).record);
    await rememberEngine(context, aSandbox(), 'one');
    expect(await listInstances(context)).toMatchObject([{ state: 'unknown' }]);
    expect(seen.notes).toEqual(['Docker did not answer: the state of the instances is unknown. Start it.']);
  });
});
