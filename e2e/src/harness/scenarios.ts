import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Registry } from '@ktrdr/registry';
import { execa } from 'execa';
import { assertOk } from '../stage/assert-ok.ts';
import { git } from '../stage/git.ts';
import { hashTree } from '../stage/hash-tree.ts';
import type { Stage } from '../stage/stage.ts';
import { tracesOf } from '../stage/traces-of.ts';
import type { Scenario } from './scenario.ts';

export interface ScenarioPlace {
  readonly stage: Stage;
  readonly clone: string;
  readonly adoptee: string;
  readonly registry: Registry;
}

export type ScenarioName =
  | 'sandbox create'
  | 'sandbox create --up'
  | 'sandbox create of a tracked branch'
  | 'sandbox init'
  | 'local-prod init'
  | 'sandbox init-shared'
  | 'sandbox up'
  | 'sandbox destroy'
  | 'sandbox destroy --delete-branch'
  | 'sandbox destroy --discard-ignored'
  | 'sandbox destroy of a running stack'
  | 'sandbox destroy of an adopted clone'
  | 'local-prod destroy';

export const KILLED_SANDBOX = 'ktrdr--killed';
const ID = KILLED_SANDBOX;
/** A branch that only the remote has. */
const THEIRS = 'killed-theirs';
const BRANCH = 'killed';
const NOTHING = async (): Promise<void> => {};
const FILES = 12;

async function same(one: string, other: string): Promise<boolean> {
  return existsSync(one) && (await hashTree(one)) === (await hashTree(other));
}

/** The commands that are killed, on a stage where all that they make has `killed` in its name. */
export function scenarios({ stage, clone, adoptee, registry }: ScenarioPlace): Record<ScenarioName, Scenario> {
  const tree = join(stage.directory, ID);
  const ktrdr = async (args: string, cwd: string) => await stage.ktrdr(args, { cwd });
  const create = async () => void assertOk(await ktrdr(`sandbox create ${BRANCH}`, clone));
  const up = async () => void assertOk(await ktrdr('sandbox up --no-secrets', tree));
  const forget = async (id: string, branch: string): Promise<void> => {
    await git(clone, 'worktree', 'remove', '--force', '--force', join(stage.directory, id));
    await git(clone, 'branch', '-q', '-D', branch);
    await registry.release(id);
  };
  const branches = async (): Promise<string> => (await execa('git', ['-C', clone, 'branch', '--list', BRANCH])).stdout;
  const assertWhole = async (path: string): Promise<void> => {
    const marker = await readFile(join(path, '.env.sandbox'), 'utf8');
    const record = (await registry.list()).find((each) => each.path === path) ?? (await registry.getLocalProd());
    if (record?.path !== path) throw new Error(`${path} is not registered`);
    if (!marker.includes(`INSTANCE_ID=${record.instanceId}\n`)) throw new Error(`its .env.sandbox says:\n${marker}`);
    const { stdout } = await execa('git', ['-C', path, 'status', '--porcelain']);
    if (stdout !== '') throw new Error(`git finds in it:\n${stdout}`);
  };

  const assertGone = async (): Promise<void> => {
    const traces = await tracesOf(stage.docker, ID);
    if (traces.length > 0) throw new Error(`on the Engine: ${traces.join(', ')}`);
    const left = (await readdir(stage.directory)).filter((name) => name.includes(ID));
    if (left.length > 0) throw new Error(`in ${stage.directory}: ${left.join(', ')}`);
    if (existsSync(join(clone, '.git', 'worktrees', ID))) throw new Error('git still has the worktree');
    if ((await registry.get(ID)) !== undefined) throw new Error('it is registered');
  };
  const assertDestroyed = async (): Promise<void> => {
    await assertGone();
    if (!(await branches()).includes(BRANCH)) throw new Error('its branch is gone');
  };
  const destroy = {
    args: ['sandbox', 'destroy', '--yes', '--name', ID],
    cwd: stage.directory,
    refusal: /no sandbox ktrdr--killed is registered/i,
    assertDone: assertDestroyed,
    reset: async () => await git(clone, 'branch', '-q', '-D', BRANCH),
  } satisfies Partial<Scenario>;

  /** Of a clone that was there before, and stays. */
  const unmade = {
    cwd: stage.directory,
    path: adoptee,
    async assertDone() {
      const isRegistered = (await registry.get(ID)) !== undefined || (await registry.getLocalProd()) !== undefined;
      if (isRegistered) throw new Error('it is registered');
      const left = (await readdir(adoptee)).filter((name) => name.startsWith('.env.sandbox.'));
      if (left.length > 0) throw new Error(`in ${adoptee}: ${left.join(', ')}`);
    },
    reset: async () => await rm(join(adoptee, '.env.sandbox'), { force: true }),
  } satisfies Partial<Scenario>;

  const source = join(stage.directory, 'source');
  const shared = join(stage.home, 'shared');
  const old = async (): Promise<void> => {
    await rm(shared, { recursive: true, force: true });
    for (const name of ['data', 'models', 'strategies']) {
      await mkdir(join(shared, name), { recursive: true });
      await writeFile(join(shared, name, 'old'), `old ${name}`);
    }
  };

  return {
    'sandbox create': {
      args: ['sandbox', 'create', BRANCH],
      cwd: clone,
      prepare: NOTHING,
      refusal: /already exists/i,
      assertDone: async () => await assertWhole(tree),
      // It settles what the killed one has left, and gets its slot, which is the only one; or the killed one was done.
      async meanwhile() {
        const next = await ktrdr('sandbox create killed-next', clone);
        if (next.exitCode === 0) return await forget(`${ID}-next`, `${BRANCH}-next`);
        if (!/no slot from 1 to 10 is free/i.test(next.output))
          throw new Error(`another create failed:\n${next.output}`);
        await assertWhole(tree);
      },
      reset: async () => await forget(ID, BRANCH),
    },

    'sandbox create --up': {
      args: ['sandbox', 'create', BRANCH, '--up', '--no-secrets'],
      cwd: clone,
      prepare: NOTHING,
      refusal: /already exists/i,
      assertDone: async () => await assertWhole(tree),
      async reset() {
        assertOk(await ktrdr(`sandbox destroy --yes --name ${ID}`, '/'));
        await assertDestroyed();
        await destroy.reset();
      },
    },

    'sandbox create of a tracked branch': {
      args: ['sandbox', 'create', BRANCH, '--branch', THEIRS],
      cwd: clone,
      async prepare() {
        await git(clone, 'push', '-q', 'origin', `main:refs/heads/${THEIRS}`);
        await git(clone, 'update-ref', '-d', `refs/remotes/origin/${THEIRS}`);
      },
      refusal: /already exists/i,
      async assertDone() {
        await assertWhole(tree);
        const args = ['-C', tree, 'rev-parse', '--abbrev-ref', '@{upstream}'];
        const { stdout, stderr } = await execa('git', args, { reject: false });
        // Where the git that asks the remote was killed, nobody knows of the branch there, and create says so.
        const followsNone = /no upstream configured/.test(stderr);
        if (!followsNone && stdout !== `origin/${THEIRS}`) throw new Error(`it follows ${stdout}`);
      },
      reset: async () => await forget(ID, THEIRS),
    },

    'sandbox init': {
      args: ['sandbox', 'init', '--name', 'killed'],
      cwd: adoptee,
      prepare: NOTHING,
      refusal: /already initialized/i,
      assertDone: async () => await assertWhole(adoptee),
      async reset() {
        await registry.release(ID);
        await rm(join(adoptee, '.env.sandbox'));
      },
    },

    'local-prod init': {
      args: ['local-prod', 'init'],
      cwd: adoptee,
      prepare: NOTHING,
      refusal: /already exists/i,
      assertDone: async () => await assertWhole(adoptee),
      async reset() {
        await registry.clearLocalProd();
        await rm(join(adoptee, '.env.sandbox'));
      },
    },

    'sandbox init-shared': {
      args: ['sandbox', 'init-shared', '--from', source, '--yes'],
      cwd: clone,
      async prepare() {
        await old();
        if (existsSync(source)) return;
        for (const name of ['data', 'models', 'strategies']) {
          await mkdir(join(source, name, 'deep'), { recursive: true });
          for (let index = 0; index < FILES; index += 1)
            await writeFile(join(source, name, 'deep', `f${index}`), `${name} ${index}`.repeat(1000));
        }
      },
      // Each directory is whole at every instant: the old one or the new one, here or on its way.
      async assertNothingLost() {
        for (const name of ['data', 'models', 'strategies']) {
          const places = [join(shared, name), join(shared, '.init-shared', 'old', name)];
          const isOld = await Promise.all(places.map(async (place) => existsSync(join(place, 'old'))));
          const isNew = await same(join(shared, name), join(source, name));
          if (!isNew && !isOld.includes(true)) throw new Error(`${name} is neither what it was nor what it shall be`);
        }
      },
      async assertDone() {
        for (const name of ['data', 'models', 'strategies'])
          if (!(await same(join(shared, name), join(source, name)))) throw new Error(`${name} was not copied`);
        const names = (await readdir(shared)).filter((name) => !['data', 'models', 'strategies'].includes(name));
        if (names.length > 0) throw new Error(`left in ${shared}: ${names.join(', ')}`);
      },
      reset: async () => await rm(shared, { recursive: true }),
    },

    'sandbox up': {
      args: ['sandbox', 'up', '--no-secrets'],
      cwd: tree,
      prepare: create,
      async assertDone() {
        await assertWhole(tree);
        const states = (await stage.docker.containers(ID)).map(({ state }) => state);
        if (states.join(' ') !== 'running') throw new Error(`its containers: ${states.join(' ')}`);
      },
      async reset() {
        assertOk(await ktrdr(`sandbox destroy --yes --name ${ID}`, '/'));
        await assertDestroyed();
        await destroy.reset();
      },
    },

    'sandbox destroy': { ...destroy, prepare: create },

    'sandbox destroy of an adopted clone': {
      ...unmade,
      args: ['sandbox', 'destroy', '--yes', '--name', ID],
      prepare: async () => void assertOk(await ktrdr('sandbox init --name killed', adoptee)),
      refusal: destroy.refusal,
    },

    'local-prod destroy': {
      ...unmade,
      args: ['local-prod', 'destroy', '--yes'],
      prepare: async () => void assertOk(await ktrdr('local-prod init', adoptee)),
      refusal: /no local-prod instance exists/i,
    },
    'sandbox destroy --delete-branch': {
      ...destroy,
      args: ['sandbox', 'destroy', '--yes', '--name', ID, '--delete-branch'],
      prepare: create,
      assertDone: assertGone,
      // Killed between the worktree and the branch, nothing tells any more which it was: it stays.
      async reset() {
        if ((await branches()) !== '') await destroy.reset();
      },
    },
    'sandbox destroy --discard-ignored': {
      ...destroy,
      args: ['sandbox', 'destroy', '--yes', '--name', ID, '--discard-ignored'],
      async prepare() {
        await create();
        await mkdir(join(tree, 'output', 'deep'), { recursive: true });
        for (let index = 0; index < FILES; index += 1)
          await writeFile(join(tree, 'output', 'deep', `r${index}.csv`), 'that is given up');
      },
    },
    'sandbox destroy of a running stack': {
      ...destroy,
      args: ['sandbox', 'destroy', '--force', '--name', ID],
      async prepare() {
        await create();
        await up();
        await writeFile(join(tree, 'work.txt'), 'that --force gives up');
      },
    },
  };
}
