import { killedClone } from '../killed-clone.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';

export function localProdDestroy(place: ScenarioPlace, stack: 'down' | 'up'): Scenario {
  const clone = killedClone(place);
  return {
    args: ['local-prod', 'destroy', '--yes'],
    cwd: place.stage.directory,
    path: place.adoptee,
    stays: true,
    async prepare() {
      await clone.makeLocalProd();
      if (stack === 'up') await clone.up('local-prod');
    },
    refusal: /no local-prod instance exists/i,
    assertDone: clone.assertGivenUp,
    reset: clone.removeMarker,
  };
}
