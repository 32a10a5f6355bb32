import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KILLED_SANDBOX, killedSandbox } from '../killed-sandbox.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';
import { destroy } from './destroy.ts';

export function destroyRunning(place: ScenarioPlace): Scenario {
  const sandbox = killedSandbox(place);
  return {
    ...destroy(place),
    args: ['sandbox', 'destroy', '--force', '--name', KILLED_SANDBOX],
    async prepare() {
      await sandbox.create();
      await sandbox.up();
      await writeFile(join(sandbox.tree, 'work.txt'), 'that --force gives up');
    },
  };
}
