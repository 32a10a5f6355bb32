import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';
import { sharedData } from '../shared-data.ts';

export function initShared(place: ScenarioPlace): Scenario {
  const shared = sharedData(place);
  return {
    args: ['sandbox', 'init-shared', '--from', shared.source, '--yes'],
    cwd: place.clone,
    prepare: shared.prepare,
    assertNothingLost: shared.assertNothingLost,
    assertDone: async () => await shared.assertReplaced(),
    reset: shared.remove,
  };
}
