import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { assertOk } from '../stage/assert-ok.ts';
import { git } from '../stage/git.ts';
import { tracesOf } from '../stage/traces-of.ts';
import { assertWhole } from './assert-whole.ts';
import { recordsOf } from './records-of.ts';
import { removeRecords } from './remove-records.ts';
import type { ScenarioPlace } from './scenario-place.ts';

export const KILLED_SANDBOX = 'ktrdr--killed';
export const BRANCH = 'killed';

/** The linked worktree that scenarios make and remove, and what is said of it. */
export interface KilledSandbox {
  readonly tree: string;
  readonly create: () => Promise<void>;
  readonly up: () => Promise<void>;
  /** Takes one away that has never been started, by hand. */
  readonly forget: (id: string, branch: string) => Promise<void>;
  /** Destroys it, and removes its branch. */
  readonly destroy: () => Promise<void>;
  readonly removeBranch: () => Promise<void>;
  /** Fails unless it is registered, with its marker, and git finds no work in it. */
  readonly assertWhole: (options?: { readonly marker?: boolean }) => Promise<void>;
  /** Fails if anything of it is left but its branch. */
  readonly assertGone: () => Promise<void>;
  /** The same, and its branch must not be there. */
  readonly assertNothing: () => Promise<void>;
  /** Fails unless it is gone and its branch is there. */
  readonly assertDestroyed: () => Promise<void>;
}

export function killedSandbox({ stage, clone, registry }: ScenarioPlace): KilledSandbox {
  const [id, tree] = [KILLED_SANDBOX, join(stage.directory, KILLED_SANDBOX)];
  const removeBranch = async (): Promise<void> => await git(clone, 'branch', '-q', '-D', BRANCH);
  const hasBranch = async (): Promise<boolean> =>
    (await execa('git', ['-C', clone, 'branch', '--list', BRANCH])).stdout.includes(BRANCH);
  const assertGone = async (): Promise<void> => {
    const traces = await tracesOf(stage.docker, id);
    if (traces.length > 0) throw new Error(`on the Engine: ${traces.join(', ')}`);
    const left = (await readdir(stage.directory)).filter((name) => name.includes(id));
    if (left.length > 0) throw new Error(`in ${stage.directory}: ${left.join(', ')}`);
    if (existsSync(join(clone, '.git', 'worktrees', id))) throw new Error('git still has the worktree');
    if ((await registry.get(id)) !== undefined) throw new Error('it is registered');
    const records = await recordsOf(stage.home, id);
    if (records.length > 0) throw new Error(`remembered: ${records.join(', ')}`);
  };
  const assertDestroyed = async (): Promise<void> => {
    await assertGone();
    if (!(await hasBranch())) throw new Error('its branch is gone');
  };

  return {
    tree,
    create: async () => void assertOk(await stage.ktrdr(`sandbox create ${BRANCH}`, { cwd: clone })),
    up: async () => void assertOk(await stage.ktrdr('sandbox up --no-secrets', { cwd: tree })),
    async forget(of, branch) {
      await git(clone, 'worktree', 'remove', '--force', '--force', join(stage.directory, of));
      await git(clone, 'branch', '-q', '-D', branch);
      await registry.release(of);
      await removeRecords(stage.home, of);
    },
    async destroy() {
      assertOk(await stage.ktrdr(`sandbox destroy --yes --name ${id}`, { cwd: '/' }));
      await assertDestroyed();
      await removeBranch();
    },
    removeBranch,
    assertWhole: async (options) => await assertWhole(tree, registry, options),
    assertGone,
    async assertNothing() {
      await assertGone();
      if (await hasBranch()) throw new Error('its branch is there');
    },
    assertDestroyed,
  };
}
