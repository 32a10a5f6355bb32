import { KILLED_SANDBOX, killedSandbox } from '../killed-sandbox.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';

export function destroy(place: ScenarioPlace): Scenario {
  const sandbox = killedSandbox(place);
  return {
    args: ['sandbox', 'destroy', '--yes', '--name', KILLED_SANDBOX],
    cwd: place.stage.directory,
    path: sandbox.tree,
    prepare: sandbox.create,
    refusal: /no sandbox ktrdr--killed is registered/i,
    assertDone: sandbox.assertDestroyed,
    reset: sandbox.removeBranch,
  };
}
