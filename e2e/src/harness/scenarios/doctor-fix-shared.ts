import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';
import { sharedData } from '../shared-data.ts';
import { initShared } from './init-shared.ts';

/** The doctor finishes a swap of shared data that was killed half-way. */
export function doctorFixShared(place: ScenarioPlace): Scenario {
  const copy = initShared(place);
  const shared = sharedData(place);
  return {
    ...copy,
    args: ['doctor', '--fix', '--yes'],
    // The directories of those that hold the slots are away.
    exitCode: 1,
    async prepare() {
      await shared.prepare();
      await place.endAt(copy.args, {
        cwd: copy.cwd,
        step: /^rename .*\/\.init-shared\/new\/models$/,
        moment: 'before',
      });
    },
    // A lock that nobody holds, and an empty directory, are no business of a doctor's who finds nothing to do; the next copy takes them away.
    assertDone: async () => await shared.assertReplaced(['.init-shared.lock', '.init-shared']),
  };
}
