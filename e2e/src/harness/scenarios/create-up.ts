import { BRANCH, killedSandbox } from '../killed-sandbox.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';

export function createUp(place: ScenarioPlace): Scenario {
  const sandbox = killedSandbox(place);
  return {
    args: ['sandbox', 'create', BRANCH, '--up', '--no-secrets'],
    cwd: place.clone,
    refusal: /already exists/i,
    // Once it is made, what its start was writing stays until the next start, stop or destroy.
    leaves: /^(?:engines|images|starts|volumes)\/.*\.tmp$/,
    assertDone: async () => await sandbox.assertWhole(),
    reset: sandbox.destroy,
  };
}
