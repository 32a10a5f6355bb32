import { KILLED_SANDBOX, killedSandbox } from '../killed-sandbox.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';

export function up(place: ScenarioPlace): Scenario {
  const sandbox = killedSandbox(place);
  return {
    args: ['sandbox', 'up', '--no-secrets'],
    cwd: sandbox.tree,
    prepare: sandbox.create,
    async assertDone() {
      await sandbox.assertWhole();
      const states = (await place.stage.docker.containers(KILLED_SANDBOX)).map(({ state }) => state);
      if (states.join(' ') !== 'running') throw new Error(`its containers: ${states.join(' ')}`);
    },
    reset: sandbox.destroy,
  };
}
