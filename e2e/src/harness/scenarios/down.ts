import { KILLED_SANDBOX, killedSandbox } from '../killed-sandbox.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';
import { assertStopped } from '../assert-stopped.ts';

export function down(place: ScenarioPlace, volumes: 'kept' | 'removed'): Scenario {
  const sandbox = killedSandbox(place);
  return {
    args: ['sandbox', 'down', ...(volumes === 'removed' ? ['--volumes', '--yes'] : [])],
    cwd: sandbox.tree,
    async prepare() {
      await sandbox.create();
      await sandbox.up();
    },
    async assertDone() {
      await sandbox.assertWhole();
      await assertStopped(place.stage.docker, KILLED_SANDBOX, volumes);
    },
    reset: sandbox.destroy,
  };
}
