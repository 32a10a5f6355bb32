import { LOCAL_PROD_ID } from '@ktrdr/instance';
import { killedClone } from '../killed-clone.ts';
import { removeRecords } from '../remove-records.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';

export function localProdInit(place: ScenarioPlace): Scenario {
  const clone = killedClone(place);
  return {
    args: ['local-prod', 'init'],
    cwd: place.adoptee,
    path: place.adoptee,
    refusal: /already exists/i,
    assertDone: async () => await clone.assertWhole(),
    // The marker may have come into what had its place.
    assertSettled: async () => await clone.assertWhole({ marker: false }),
    async reset() {
      await place.registry.clearLocalProd();
      await removeRecords(place.stage.home, LOCAL_PROD_ID);
      await clone.removeMarker();
    },
  };
}
