import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { CodedError } from '@ktrdr/errors';
import { temporaryDirectory } from '@ktrdr/test-support';
import * as z from 'zod/mini';
import { callTool } from '../../src/mcp/call-tool.ts';
import { type Call, defineTool, type Tool } from '../../src/mcp/tool.ts';
import { eachTool } from '../../src/mcp/tools.ts';

const root = realpathSync(temporaryDirectory());

function aTool(run: (call: Call) => Promise<object>, timeoutMs = 60_000) {
  return defineTool({
    name: 'status',
    description: '',
    input: z.strictObject({}),
    output: z.object({}),
    annotations: {},
    timeoutMs,
    run,
  });
}

async function called(
  run: (call: Call) => Promise<object>,
  { program = 'ktrdr', timeoutMs = 60_000, signal = new AbortController().signal } = {},
) {
  const logged: string[] = [];
  const progress: string[] = [];
  const workplace = {
    env: { HOME: root, KTRDR_HOME: join(root, 'home') },
    agent: { directory: root, identity: { dev: '', ino: '', born: '' } },
    program,
    uncut: async <Value>(work: () => Promise<Value>) => await work(),
    log: (line: string) => void logged.push(line),
  };
  const onProgress = (line: string) => void progress.push(line);
  const result = await callTool(aTool(run, timeoutMs), {}, workplace, { signal, onProgress });
  const texts = result.content.map((one) => ('text' in one ? one.text : ''));
  return { result, texts, logged, progress };
}

describe('what a call gives', () => {
  test('a document with its version, as text too', async () => {
    const { result, texts, logged } = await called(async () => ({ id: 'a', nothing: undefined }));
    expect(result.structuredContent).toEqual({ schemaVersion: 1, id: 'a' });
    expect(result.isError).toBeUndefined();
    expect([texts, logged]).toEqual([['{"schemaVersion":1,"id":"a"}'], []]);
  });

  test('what was said, as progress; notes and warnings also beside the result', async () => {
    const { texts, progress } = await called(async ({ context }) => {
      context.report({ type: 'step-done', step: 'checks', detail: undefined });
      context.report({ type: 'warning', text: 'old \u001b[31mred' });
      return {};
    });
    expect(progress).toEqual(['  ✓ checks', 'warning old red']);
    expect(texts).toEqual(['{"schemaVersion":1}', 'warning old red']);
  });

  test('commands are named as the program was called', async () => {
    const { result, texts } = await called(
      async ({ context }) => {
        context.report({ type: 'note', text: 'see ktrdr why a' });
        return { fix: 'ktrdr up a' };
      },
      { program: 'ktrdr-env' },
    );
    expect(result.structuredContent).toMatchObject({ fix: 'ktrdr-env up a' });
    expect(texts[1]).toBe('note see ktrdr-env why a');
  });
});

describe('why a call could not', () => {
  test('a mistake: its code and what to do, and no structured content, which would have to be a result', async () => {
    const { result, texts, logged } = await called(async () => {
      throw new CodedError('No', { code: 'BUSY', hint: 'Wait.' });
    });
    expect(result).toMatchObject({ isError: true });
    expect(result.structuredContent).toBeUndefined();
    expect(JSON.parse(texts[0] ?? '')).toMatchObject({ error: { code: 'BUSY', message: 'No', hint: 'Wait.' } });
    expect(logged).toEqual([]);
  });

  test('a bug of ours, which is logged with its stack', async () => {
    const { texts, logged } = await called(async () => {
      throw new TypeError('oops');
    });
    expect(JSON.parse(texts[0] ?? '')).toMatchObject({ error: { code: 'INTERNAL', message: 'oops' } });
    expect(logged).toEqual([expect.stringMatching(/^status: TypeError: oops\n +at /)]);
  });

  test('its time is over', async () => {
    const { texts } = await called(
      async ({ signal }) => {
        await sleep(60_000, undefined, { signal });
        return {};
      },
      { timeoutMs: 20 },
    );
    expect(JSON.parse(texts[0] ?? '')).toMatchObject({
      error: { code: 'INTERRUPTED', message: expect.stringMatching(/^status was stopped after/) },
    });
  });

  test('it was cancelled, of which nobody is told', async () => {
    const cancel = new AbortController();
    const { logged } = await called(
      async ({ signal }) => {
        cancel.abort();
        signal.throwIfAborted();
        return {};
      },
      { signal: cancel.signal },
    );
    expect(logged).toEqual([]);
  });

  test('nothing is made that the server’s own confinement does not have', async () => {
    const { texts } = await called(async ({ making }) => ({ home: making('ktrdr--new').env['KTRDR_CONFINE'] }));
    expect(texts[0]).toBe('{"schemaVersion":1,"home":"ktrdr--new"}');
  });
});

describe('the tools', () => {
  const tools: Pick<Tool, 'name' | 'annotations'>[] = [];
  const inputs = new Map<string, z.ZodMiniType>();
  eachTool({
    take(tool) {
      tools.push(tool);
      inputs.set(tool.name, tool.input);
    },
  });
  const accepts = (name: string, input: object): boolean => inputs.get(name)?.safeParse(input).success === true;

  test('are named after the commands, and say which of them change something', () => {
    const reading = tools.filter(({ annotations }) => annotations.readOnlyHint === true).map(({ name }) => name);
    const others = tools.filter(({ name }) => !reading.includes(name)).map(({ name }) => name);
    expect(reading).toEqual(['list', 'status', 'why', 'logs', 'env', 'wait']);
    expect(others).toEqual(['create', 'up', 'exec', 'down', 'destroy']);
  });

  test.each([...inputs.keys()])('%s takes no option that forces or means all', (name) => {
    const rest = { create: { instance: 'a' }, destroy: { instance: 'a' }, exec: { service: 'db', command: ['a'] } };
    const least = Object.entries(rest).find(([tool]) => tool === name)?.[1] ?? {};
    expect(accepts(name, least)).toBe(true);
    for (const more of ['force', 'all', 'yes', 'secrets', 'discardIgnored', 'volumes'])
      expect(accepts(name, { ...least, [more]: true })).toBe(false);
    expect(accepts(name, { ...least, instance: '' })).toBe(false);
    expect(accepts(name, { ...least, instance: 7 })).toBe(false);
  });

  test.each<[string, object]>([
    ['create', {}],
    ['destroy', {}],
    ['destroy', { instance: null }],
    ['exec', { service: 'db' }],
    ['exec', { service: 'db', command: [] }],
    ['exec', { service: 'db', command: 'ls' }],
    ['exec', { service: 'db', command: ['ls'], timeoutSeconds: 601 }],
    ['logs', { lines: 5_000 }],
    ['logs', { since: 'yesterday' }],
    ['wait', { for: 'healthy:' }],
    ['up', { workers: -1 }],
    ['create', { instance: 'a', slot: 11 }],
  ])('%s refuses %j', (name, input) => expect(accepts(name, input)).toBe(false));
});
