import { killedClone } from '../killed-clone.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';
import { destroy } from './destroy.ts';

/** A clone stays, and gives up its registration. */
export function destroyAdopted(place: ScenarioPlace, stack: 'down' | 'up'): Scenario {
  const clone = killedClone(place);
  return {
    ...destroy(place),
    path: place.adoptee,
    stays: true,
    async prepare() {
      await clone.adopt();
      if (stack === 'up') await clone.up('sandbox');
    },
    assertDone: clone.assertGivenUp,
    reset: clone.removeMarker,
  };
}
