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
    adopts: true,
    refusal: /already exists/i,
    assertDone: clone.assertWhole,
    async reset() {
      await place.registry.clearLocalProd();
      await removeRecords(place.stage.home, LOCAL_PROD_ID);
      await clone.removeMarker();
    },
  };
}
