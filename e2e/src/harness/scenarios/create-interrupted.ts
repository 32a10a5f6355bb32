import { killedSandbox } from '../killed-sandbox.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';
import { create } from './create.ts';

/** Somebody presses Ctrl-C when the worktree is there: what is killed then is the undo. */
export function createInterrupted(place: ScenarioPlace): Scenario {
  return {
    ...create(place),
    interrupted: { before: /^open .*\/\.env\.sandbox/, assertUndone: killedSandbox(place).assertNothing },
  };
}
