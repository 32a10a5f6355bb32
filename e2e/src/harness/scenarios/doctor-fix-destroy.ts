import { KILLED_SANDBOX, killedSandbox } from '../killed-sandbox.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';
import { destroy } from './destroy.ts';

/** The doctor leaves what a killed destroy has left to the next one, which it names. */
export function doctorFixDestroy(place: ScenarioPlace): Scenario {
  const { stage } = place;
  const sandbox = killedSandbox(place);
  const { args } = destroy(place);
  return {
    args: ['doctor', '--fix', '--yes'],
    // The directories of those that hold the other slots are away.
    exitCode: 1,
    cwd: stage.directory,
    async prepare() {
      await sandbox.create();
      await place.endAt(args, { cwd: stage.directory, step: /^rename .*\/ktrdr--killed$/, moment: 'after' });
    },
    async assertDone() {
      const { output } = await stage.ktrdr('doctor', { cwd: stage.directory });
      if (!output.includes(`sandbox destroy --name ${KILLED_SANDBOX}`))
        throw new Error(`it does not say how:\n${output}`);
    },
    leaves: /\.destroying$/,
    reset: sandbox.destroy,
  };
}
