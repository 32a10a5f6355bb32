import { LOCAL_PROD_ID } from '@ktrdr/instance';
import { assertStopped } from '../assert-stopped.ts';
import { killedClone } from '../killed-clone.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';

export function localProdDown(place: ScenarioPlace, volumes: 'kept' | 'removed'): Scenario {
  const clone = killedClone(place);
  return {
    args: ['local-prod', 'down', ...(volumes === 'removed' ? ['--volumes', '--yes'] : [])],
    cwd: place.adoptee,
    async prepare() {
      await clone.makeLocalProd();
      await clone.up('local-prod');
    },
    async assertDone() {
      await clone.assertWhole();
      await assertStopped(place.stage.docker, LOCAL_PROD_ID, volumes);
    },
    async reset() {
      await clone.destroyLocalProd();
      await clone.assertGivenUp();
    },
  };
}
