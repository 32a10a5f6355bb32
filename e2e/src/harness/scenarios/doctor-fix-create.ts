import { BRANCH, KILLED_SANDBOX, killedSandbox } from '../killed-sandbox.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';

/** The doctor undoes what a create has left that was killed with its worktree made. */
export function doctorFixCreate(place: ScenarioPlace): Scenario {
  const { clone, stage, registry } = place;
  const sandbox = killedSandbox(place);
  const isKept = async (): Promise<boolean> => (await registry.get(KILLED_SANDBOX)) !== undefined;
  return {
    args: ['doctor', '--fix', '--yes'],
    // The directories of those that hold the other slots are away.
    exitCode: 1,
    cwd: stage.directory,
    path: sandbox.tree,
    async prepare() {
      await place.endAt(['sandbox', 'create', BRANCH], {
        cwd: clone,
        step: /^open .*\/\.env\.sandbox/,
        moment: 'before',
      });
    },
    // It is finished where somebody has put a copy in its place.
    assertDone: async () => await ((await isKept()) ? sandbox.assertWhole() : sandbox.assertNothing()),
    assertSettled: async () =>
      await ((await isKept()) ? sandbox.assertWhole({ marker: false }) : sandbox.assertNothing()),
    async reset() {
      if (await isKept()) await sandbox.forget(KILLED_SANDBOX, BRANCH);
      await sandbox.assertNothing();
    },
  };
}
