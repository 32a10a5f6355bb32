import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { CodedError, quoteArgument } from '@ktrdr/errors';

/** Where everything that is not in a checkout lives. */
export interface Home {
  readonly root: string;
  /** What the user has set, `config.json`; written by people, too. */
  readonly settings: string;
  /** The registry, `instances.json`. */
  readonly registry: string;
  /** One lock file for every instance that an operation works on. */
  readonly operations: string;
  /** On which Engine each instance was started: one file for each. */
  readonly engines: string;
  /** With which secrets each instance's database was made: one file for each. */
  readonly databases: string;
  /** With what each instance's last start became ready: one file for each. */
  readonly starts: string;
  /** Why each instance's last start failed: one file for each. */
  readonly failures: string;
  /** What was found when starts failed, and instances that were explained were broken: some files for each. */
  readonly records: string;
  /** Which volumes are each instance's: one file for each. */
  readonly volumes: string;
  /** What Compose files say of their services: one file for each text that was read lately. */
  readonly composeFiles: string;
  /** For the agent of which directory a sandbox was made: one file for each that was made for one. */
  readonly makers: string;
  /** Which instances still have a hook coming that is to run once: one file for each. */
  readonly hooks: string;
  /** Of the services beside local-prod that run outside Docker: the last start of each, and what it wrote. */
  readonly hostServices: string;
  readonly shared: string;
  readonly data: string;
  readonly models: string;
  readonly strategies: string;
}

/**
 * `KTRDR_HOME`, or `~/.ktrdr`.
 *
 * @throws CodedError `HOME_INVALID`: relative, with a `~` that no shell replaced, or with a line break
 */
export function homeOf(env: Readonly<Record<string, string | undefined>>): Home {
  const root = env['KTRDR_HOME'] ? absolute(env['KTRDR_HOME']) : join(env['HOME'] || homedir(), '.ktrdr');
  const shared = join(root, 'shared');
  return {
    root,
    settings: join(root, 'config.json'),
    registry: join(root, 'sandbox', 'instances.json'),
    operations: join(root, 'sandbox', 'operations'),
    engines: join(root, 'sandbox', 'engines'),
    databases: join(root, 'sandbox', 'databases'),
    starts: join(root, 'sandbox', 'starts'),
    failures: join(root, 'sandbox', 'failures'),
    records: join(root, 'sandbox', 'records'),
    volumes: join(root, 'sandbox', 'volumes'),
    composeFiles: join(root, 'sandbox', 'compose-files'),
    makers: join(root, 'sandbox', 'makers'),
    hooks: join(root, 'sandbox', 'hooks'),
    hostServices: join(root, 'sandbox', 'host-services'),
    shared,
    data: join(shared, 'data'),
    models: join(shared, 'models'),
    strategies: join(shared, 'strategies'),
  };
}

/** A relative one would be another registry in every directory. */
function absolute(home: string): string {
  if (isAbsolute(home) && !/[\r\n]/.test(home)) return resolve(home);
  const what = home.startsWith('~') ? 'begins with ~, which no shell has expanded' : 'is not an absolute path';
  const inHome = home.startsWith('~/');
  throw new CodedError(`KTRDR_HOME ${/[\r\n]/.test(home) ? 'has a line break' : what}: ${JSON.stringify(home)}`, {
    code: 'HOME_INVALID',
    hint: /[\r\n]/.test(home)
      ? 'Use a path without a line break, or unset KTRDR_HOME to use ~/.ktrdr.'
      : `If you mean this directory: export KTRDR_HOME=${inHome ? `"$HOME"/${quoteArgument(home.slice(2))}` : quoteArgument(resolve(home))}`,
  });
}
