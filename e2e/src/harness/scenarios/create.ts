import { assertOk } from '../../stage/assert-ok.ts';
import { BRANCH, KILLED_SANDBOX, killedSandbox } from '../killed-sandbox.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';

const NEXT = '-next';

export function create(place: ScenarioPlace): Scenario {
  const { stage, clone, registry } = place;
  const sandbox = killedSandbox(place);
  return {
    args: ['sandbox', 'create', BRANCH],
    cwd: clone,
    makes: sandbox.tree,
    refusal: /already exists/i,
    assertDone: async () => await sandbox.assertWhole(),
    // The marker may have come into what had its place.
    assertSettled: async () => await sandbox.assertWhole({ marker: false }),
    // It settles what the killed one has left, and gets its slot, which is the only one; or the killed one was done.
    async meanwhile() {
      const next = await stage.ktrdr(`sandbox create ${BRANCH}${NEXT}`, { cwd: clone });
      if (next.exitCode === 0) return await sandbox.forget(`${KILLED_SANDBOX}${NEXT}`, `${BRANCH}${NEXT}`);
      if (!/no slot from 1 to 10 is free/i.test(next.output)) assertOk(next);
      await sandbox.assertWhole();
    },
    async reset() {
      // An interrupted one has undone it.
      if ((await registry.get(KILLED_SANDBOX)) === undefined) return await sandbox.assertNothing();
      await sandbox.forget(KILLED_SANDBOX, BRANCH);
    },
  };
}
