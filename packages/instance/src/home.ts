import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where everything that is not in a checkout lives. */
export interface Home {
  readonly root: string;
  /** The registry, `instances.json`. */
  readonly registry: string;
  /** One lock file for every instance that an operation works on. */
  readonly operations: string;
  /** On which Engine each instance was started: one file for each. */
  readonly engines: string;
  readonly shared: string;
  readonly data: string;
  readonly models: string;
  readonly strategies: string;
}

/** `KTRDR_HOME`, or `~/.ktrdr`. */
export function homeOf(env: Readonly<Record<string, string | undefined>>): Home {
  const root = env['KTRDR_HOME'] ? resolve(env['KTRDR_HOME']) : join(env['HOME'] || homedir(), '.ktrdr');
  const shared = join(root, 'shared');
  return {
    root,
    registry: join(root, 'sandbox', 'instances.json'),
    operations: join(root, 'sandbox', 'operations'),
    engines: join(root, 'sandbox', 'engines'),
    shared,
    data: join(shared, 'data'),
    models: join(shared, 'models'),
    strategies: join(shared, 'strategies'),
  };
}
