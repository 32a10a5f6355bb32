import type { Registry } from '@ktrdr/registry';
import type { Stage } from '../stage/stage.ts';
import type { EndedAt } from './end-at.ts';

/** Where the killed commands run: all that they make has `killed` in its name, and nothing else has. */
export interface ScenarioPlace {
  readonly stage: Stage;
  /** The main worktree that sandboxes are made of. */
  readonly clone: string;
  /** A clone of its own, which is registered and given up again. */
  readonly adoptee: string;
  readonly registry: Registry;
  /** Runs the built command, and kills it at a step; what it leaves is what another command begins with. */
  readonly endAt: (args: readonly string[], where: EndedAt) => Promise<void>;
}
