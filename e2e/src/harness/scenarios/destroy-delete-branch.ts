import { killedSandbox } from '../killed-sandbox.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';
import { destroy } from './destroy.ts';

export function destroyDeleteBranch(place: ScenarioPlace): Scenario {
  const sandbox = killedSandbox(place);
  const plain = destroy(place);
  return {
    ...plain,
    args: [...plain.args, '--delete-branch'],
    assertDone: sandbox.assertNothing,
    reset: async () => await Promise.resolve(),
  };
}
