import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { judgeOperation } from '../../src/doctor/judge-leftovers.ts';
import { gatherOperations } from '../../src/doctor/gather-operations.ts';
import { CONTAINERS_AND_NETWORKS } from '../../src/destroy/remove-project.ts';
import { resolveSandbox } from '../../src/destroy/resolve-sandbox.ts';
import { destroyLocalProd, initLocalProd, passToCompose, stop } from '../../src/index.ts';
import { writeJournal } from '../../src/journals/destroy-journal.ts';
import { giveUpRemoval, writeDownJournal } from '../../src/journals/unfinished-removal.ts';
import {
  contextThat,
  destroy,
  main,
  no,
  place,
  plain,
  registerLocalProd,
  sandbox,
  signal,
  yes,
} from '../support/destroy-scene.ts';

/** What the doctor finds of operations that were interrupted. */
async function unfinished(): Promise<string[]> {
  const facts = await gatherOperations(plain(), [sandbox]);
  return facts.map(({ id, operation }) => `${operation} of ${id}`);
}

const journals = (): string[] =>
  readdirSync(join(place, '.ktrdr', 'sandbox', 'operations')).filter((name) => !name.endsWith('.lock'));

/** An Engine where a step ends the command. */
const killedAt = (step: string): ReturnType<typeof contextThat> => {
  const contexts = contextThat();
  const { report } = contexts.context;
  const context: typeof contexts.context = {
    ...contexts.context,
    report: (event) => {
      report(event);
      if (event.type === 'step-started' && event.step === step) throw new Error('killed');
    },
  };
  return { ...contexts, context };
};
const REMOVE = 'remove containers, networks and volumes';

describe('of a local-prod whose destroy was killed', () => {
  beforeEach(async () => {
    await registerLocalProd();
    await expect(destroyLocalProd(killedAt(REMOVE).context, { confirm: yes, signal })).rejects.toThrow('killed');
  });

  test('the doctor says that it is unfinished, until it is finished', async () => {
    expect(await unfinished()).toEqual(['destroy of ktrdr-prod']);
    await destroyLocalProd(plain(), { confirm: yes, signal });
    expect(journals()).toEqual([]);
    expect(existsSync(join(main, '.env.sandbox'))).toBe(false);
  });

  test('init says so, and how it goes on', async () => {
    await expect(initLocalProd(plain(), { directory: main, keepVolumes: no })).rejects.toMatchObject({
      code: 'LOCAL_PROD_EXISTS',
      hint: expect.stringMatching(/^A destroy of it was interrupted.*local-prod destroy; .*ktrdr up ktrdr-prod$/),
    });
  });

  test('it is finished as it was begun', async () => {
    await destroyLocalProd(plain(), { confirm: yes, signal });
    await registerLocalProd();
    const keeping = destroyLocalProd(killedAt(CONTAINERS_AND_NETWORKS).context, {
      confirm: yes,
      keepVolumes: true,
      signal,
    });
    await expect(keeping).rejects.toThrow('killed');
    await expect(initLocalProd(plain(), { directory: main, keepVolumes: no })).rejects.toMatchObject({
      hint: expect.stringContaining('ktrdr local-prod destroy --keep-volumes; '),
    });
  });

  test('what Compose would make is refused, and gives nothing up', async () => {
    const options = { noSecrets: true, cwd: main, signal };
    for (const command of ['build', 'create', 'run db ls', 'up -d', 'scale db=1']) {
      const passed = passToCompose(plain(), sandbox, { ...options, args: command.split(' ') });
      await expect(passed).rejects.toMatchObject({
        code: 'REMOVAL_UNFINISHED',
        hint: expect.stringMatching(/destroy of it was interrupted.*local-prod destroy; .*ktrdr up ktrdr-prod$/),
      });
    }
    expect(await unfinished()).toEqual(['destroy of ktrdr-prod']);
  });

  test('one that uses it again gives that up', async () => {
    expect(await giveUpRemoval(plain(), sandbox)).toBe('destroy');
    expect(await unfinished()).toEqual([]);
  });
});

test('init of a local-prod whose destroy was killed behind its .env.sandbox says why that was missing, and gives the destroy up', async () => {
  await registerLocalProd();
  const killed = contextThat();
  const registry = {
    ...killed.context.registry,
    clearLocalProd: async () => await Promise.reject(new Error('killed')),
  };
  await expect(destroyLocalProd({ ...killed.context, registry }, { confirm: yes, signal })).rejects.toThrow('killed');
  expect(existsSync(join(main, '.env.sandbox'))).toBe(false);
  expect(await unfinished()).toEqual(['destroy of ktrdr-prod']);
  const { context, notes } = contextThat();
  await initLocalProd(context, { directory: main, keepVolumes: no });
  expect(notes.join('\n')).toMatch(/an interrupted destroy.*The destroy is abandoned/);
  expect(await unfinished()).toEqual([]);
  expect(existsSync(join(main, '.env.sandbox'))).toBe(true);
});

test('a sandbox: also once its worktree is gone, and nothing is left of one that was killed when all was done', async () => {
  const killed = contextThat();
  const registry = { ...killed.context.registry, release: async () => await Promise.reject(new Error('killed')) };
  await expect(destroy({}, { ...killed.context, registry })).rejects.toThrow('killed');
  expect(await unfinished()).toEqual(['destroy of ktrdr--feat-x']);
  const { context } = contextThat();
  await context.registry.release(sandbox.id, { expected: sandbox.record });
  expect(await gatherOperations(context, [])).toEqual([]);
  const again = { name: sandbox.id, directory: () => main, verb: 'destroy' };
  await expect(resolveSandbox(context, again)).rejects.toMatchObject({ code: 'NO_SUCH_SANDBOX' });
  expect(journals()).toEqual([]);
});

test('a journal of an earlier instance of that name says nothing', async () => {
  await writeJournal(plain(), { ...sandbox, createdAt: '2020-01-01T00:00:00.000Z' }, {});
  expect(await unfinished()).toEqual([]);
});

test('remains that were moved aside stay known, whoever uses its place', async () => {
  const removing = {
    commonDirectory: '/c',
    adminDirectory: '/a',
    dev: '1',
    ino: '1',
    born: '1',
    aside: join(place, 'ktrdr'),
    seen: [],
  };
  await writeJournal(plain(), sandbox, { removing });
  expect(await giveUpRemoval(plain(), sandbox)).toBeUndefined();
  expect(await unfinished()).toEqual(['destroy of ktrdr--feat-x']);
});

test('a down -v that was killed is unfinished until it is given again, or the instance is used again', async () => {
  const down = { volumes: true, confirm: yes, signal };
  await expect(stop(killedAt(REMOVE).context, sandbox, down)).rejects.toThrow('killed');
  expect(await unfinished()).toEqual(['down -v of ktrdr--feat-x']);
  await stop(plain(), sandbox, down);
  expect(await unfinished()).toEqual([]);
  await writeDownJournal(plain(), sandbox);
  expect(await giveUpRemoval(plain(), sandbox)).toBe('down -v');
  expect(journals()).toEqual([]);
});

describe('of a sandbox whose destroy was killed that was to leave something', () => {
  test.each<[string, object, string]>([
    ['its volumes', { keepVolumes: true }, '--keep-volumes'],
    ['its worktree', { keepWorktree: true }, '--keep-worktree'],
    ['both', { keepVolumes: true, keepWorktree: true }, '--keep-volumes --keep-worktree'],
  ])('%s: --yes alone does not take it, and the doctor and down print the options', async (_, options, printed) => {
    const step = 'keepVolumes' in options ? CONTAINERS_AND_NETWORKS : REMOVE;
    await expect(destroy(options, killedAt(step).context)).rejects.toThrow('killed');
    const [fact] = await gatherOperations(plain(), [sandbox]);
    if (fact === undefined) throw new Error('nothing is unfinished');
    expect(judgeOperation(fact)).toMatchObject([
      { repair: { commands: [expect.stringMatching(new RegExp(`${printed}$`))] } },
    ]);
    expect(await stop(plain(), sandbox, { volumes: false, signal })).toMatchObject({
      unfinished: { removal: 'destroy', finish: expect.stringMatching(new RegExp(`${printed}$`)) },
    });
    await expect(destroy({ unkept: 'refuse' })).rejects.toMatchObject({
      code: 'KEPT_BEFORE',
      hint: expect.stringContaining(printed),
    });
    expect(existsSync(sandbox.path)).toBe(true);
    await destroy({ unkept: 'refuse', ...options });
    expect(journals()).toEqual([]);
  });

  test('also once its worktree is moved aside', async () => {
    const kept = { keepVolumes: true };
    const { context } = contextThat();
    const run: typeof context.run = async (command, args, options) => {
      if (args.includes('prune') || (!existsSync(sandbox.path) && command === 'git')) throw new Error('killed');
      return await context.run(command, args, options);
    };
    await expect(destroy(kept, { ...context, run })).rejects.toThrow('killed');
    expect(existsSync(sandbox.path)).toBe(false);
    await expect(destroy({ unkept: 'refuse' })).rejects.toMatchObject({ code: 'KEPT_BEFORE' });
    await destroy({ unkept: 'refuse', ...kept });
    expect(journals()).toEqual([]);
  });
});
