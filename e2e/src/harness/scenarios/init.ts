import { killedClone } from '../killed-clone.ts';
import { KILLED_SANDBOX } from '../killed-sandbox.ts';
import { removeRecords } from '../remove-records.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';

export function init(place: ScenarioPlace): Scenario {
  const clone = killedClone(place);
  return {
    args: ['sandbox', 'init', '--name', 'killed'],
    cwd: place.adoptee,
    path: place.adoptee,
    adopts: true,
    refusal: /already initialized/i,
    assertDone: clone.assertWhole,
    async reset() {
      await place.registry.release(KILLED_SANDBOX);
      await removeRecords(place.stage.home, KILLED_SANDBOX);
      await clone.removeMarker();
    },
  };
}
