import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { createContext } from '@ktrdr/instance';
import { type AgentDirectory, directoryIdentity } from '@ktrdr/instance/internal';
import { temporaryDirectory } from '@ktrdr/test-support';
import { confinedEnvironment, instanceOfLane, type Lane, readLane } from '../src/command/lane.ts';

const root = realpathSync(temporaryDirectory());
const at = (name: string): string => join(root, name);
const CREATED_AT = '2026-01-02T03:04:05.000Z';

beforeEach(async () => {
  const sandboxes = ['own', 'made', 'other', 'remade'];
  for (const name of ['ktrdr', 'elsewhere', ...sandboxes, 'home/sandbox/makers'])
    mkdirSync(at(name), { recursive: true });
  const record = (id: string, slot: number, name: string) => ({
    instance_id: id,
    slot,
    path: at(name),
    created_at: CREATED_AT,
    is_worktree: slot > 0,
    parent_repo: slot > 0 ? at('ktrdr') : null,
  });
  const instances = Object.fromEntries(
    sandboxes.map((name, index) => [`ktrdr--${name}`, record(`ktrdr--${name}`, index + 1, name)]),
  );
  const registry = { version: 1, local_prod: record('ktrdr-prod', 0, 'ktrdr'), instances };
  writeFileSync(at('home/sandbox/instances.json'), JSON.stringify(registry));
  const makers = {
    made: { ...(await agentOf('own')), createdAt: CREATED_AT },
    other: { ...(await agentOf('elsewhere')), createdAt: CREATED_AT },
    remade: { ...(await agentOf('own')), createdAt: '2026-01-01T00:00:00.000Z' },
  };
  for (const [name, maker] of Object.entries(makers))
    writeFileSync(at(`home/sandbox/makers/ktrdr--${name}.json`), JSON.stringify(maker));
});

const contextOf = (env: Record<string, string> = {}) =>
  createContext({ env: { HOME: root, KTRDR_HOME: at('home'), ...env }, command: 'ktrdr mcp' });

async function agentOf(name: string): Promise<AgentDirectory> {
  const identity = await directoryIdentity(at(name));
  return { directory: at(name), identity: identity ?? { dev: '', ino: '', born: '' } };
}

async function lane(name: string, env: Record<string, string> = {}) {
  return await readLane(contextOf(env), await agentOf(name));
}

const ids = ({ instances }: Lane): readonly string[] => instances.map(({ id }) => id);

describe('what an agent reaches', () => {
  test.each<[string, string, Record<string, string>, string | undefined, readonly string[]]>([
    ['its own, and what was made for it', 'own', {}, 'ktrdr--own', ['ktrdr--own', 'ktrdr--made']],
    ['the same from below', 'own/below', {}, 'ktrdr--own', ['ktrdr--own']],
    ['only its own', 'made', {}, 'ktrdr--made', ['ktrdr--made']],
    ['what was made for an agent outside of all', 'elsewhere', {}, undefined, ['ktrdr--other']],
    ['never local-prod', 'ktrdr', {}, undefined, []],
    ['no more than it was confined to', 'own', { KTRDR_CONFINE: 'made' }, undefined, ['ktrdr--made']],
    ['nothing', 'own', { KTRDR_CONFINE: '' }, undefined, []],
    ['nothing where it was confined to local-prod', 'ktrdr', { KTRDR_CONFINE: 'local-prod' }, undefined, []],
  ])('%s', async (_, directory, env, own, reachable) => {
    mkdirSync(at(directory), { recursive: true });
    const reached = await lane(directory, env);
    expect(reached.own?.id).toBe(own);
    expect(ids(reached)).toEqual(reachable);
  });

  test('is not what was made later at the path of its own, and only its server still has what was made for it', async () => {
    const earlier = await agentOf('own');
    rmSync(at('own'), { recursive: true });
    mkdirSync(at('own'));
    expect(ids(await readLane(contextOf(), earlier))).toEqual(['ktrdr--made']);
    expect(ids(await lane('own'))).toEqual(['ktrdr--own']);
  });

  test('is what its calls are confined to', async () => {
    const reached = await lane('own');
    expect(confinedEnvironment({ A: 'b' }, reached)).toEqual({ A: 'b', KTRDR_CONFINE: 'ktrdr--own,ktrdr--made' });
    expect(confinedEnvironment({}, reached, ['ktrdr--new'])).toEqual({
      KTRDR_CONFINE: 'ktrdr--own,ktrdr--made,ktrdr--new',
    });
    expect(confinedEnvironment({ KTRDR_CONFINE: 'all' }, await lane('ktrdr'))).toEqual({ KTRDR_CONFINE: '' });
  });
});

async function found(directory: string, tool: string, name: string | undefined, exact = false) {
  const of = await lane(directory);
  const context = createContext({ env: confinedEnvironment(contextOf().env, of), command: 'ktrdr mcp' });
  return await instanceOfLane(context, of, { tool, name, exact });
}

describe('which one a tool acts on', () => {
  test.each<[string | undefined, boolean, string]>([
    [undefined, false, 'ktrdr--own'],
    ['own', false, 'ktrdr--own'],
    ['2', false, 'ktrdr--made'],
    ['made', false, 'ktrdr--made'],
    ['ktrdr--made', true, 'ktrdr--made'],
  ])('%j, exact %j: %s', async (name, exact, id) => {
    expect((await found('own', 'status', name, exact)).id).toBe(id);
  });

  test.each<[string, string | undefined, string, boolean, object]>([
    ['elsewhere', undefined, 'down', false, { code: 'NOT_IN_INSTANCE', hint: /ktrdr--other/ }],
    [
      'ktrdr',
      undefined,
      'status',
      false,
      { code: 'NOT_IN_INSTANCE', hint: /no instances yet; the create tool creates one/ },
    ],
    [
      'own',
      'local-prod',
      'up',
      false,
      { code: 'CONFINED', hint: /a person must do it in a terminal: ktrdr up local-prod$/ },
    ],
    ['own', '0', 'logs', false, { code: 'CONFINED', hint: /ktrdr logs --instance 0$/ }],
    ['own', 'other', 'exec', false, { code: 'CONFINED', hint: /ktrdr exec <service> --instance other -- <command>$/ }],
    ['own', 'ktrdr--remade', 'destroy', true, { code: 'CONFINED', hint: /ktrdr destroy ktrdr--remade$/ }],
    ['own', 'nobody', 'why', false, { code: 'NO_SUCH_INSTANCE', hint: /ktrdr--own/ }],
    ['own', 'made', 'destroy', true, { code: 'NAME_NOT_EXACT', message: /it means ktrdr--made/ }],
    ['own', '2', 'destroy', true, { code: 'NAME_NOT_EXACT' }],
    ['own', '', 'destroy', true, { code: 'NO_SUCH_INSTANCE' }],
  ])('in %s, %j, by %s: refused', async (directory, name, tool, exact, error) => {
    const patterns = Object.fromEntries(
      Object.entries(error).map(([key, value]) => [
        key,
        value instanceof RegExp ? expect.stringMatching(value) : value,
      ]),
    );
    await expect(found(directory, tool, name, exact)).rejects.toMatchObject(patterns);
  });
});
