// Commands that use an instance as it is. A chunk of their own, small, since a shell's prompt or an editor may call them.

import { hostVariables } from '@ktrdr/instance';
import { isWithinConfinement } from '@ktrdr/instance/internal';

export { cd } from '../commands/cd/cd.ts';
export { env } from '../commands/env/env.ts';
export { exec } from '../commands/exec/exec.ts';
export { open } from '../commands/open/open.ts';
export { psql } from '../commands/psql/psql.ts';
export { run } from '../commands/run/run.ts';
export { shell } from '../commands/shell/shell.ts';

// What `ktrdr mcp` does the same with.
export { hostVariables, isWithinConfinement };
export { confinedEnvironment, instanceOfLane, isStillThere, outOfBounds, readLane } from '../command/lane.ts';
