import { createDocker, type Docker } from '@ktrdr/compose-runner';
import { type EngineConnection, openConnection } from '@ktrdr/engine';
import { runCommand, type Run } from '@ktrdr/process';
import { openRegistry, type Registry } from '@ktrdr/registry';
import type { InstanceEvent } from './instance-event.ts';
import { type Environment, withoutComposeVariables } from './environment.ts';
import { type Home, homeOf } from './home.ts';
import { interruptible } from './interruptible.ts';
import { interruptibleConnection } from './interruptible-connection.ts';
import { LOCAL_PROD_ID, LOCAL_PROD_SLOT, SANDBOX_SLOTS } from './kinds.ts';
import { shippedComposeFile } from './shipped-compose-file.ts';

/** Everything of the outside world that the operations use. */
export interface Context {
  readonly env: Environment;
  readonly home: Home;
  readonly registry: Registry;
  readonly docker: Docker;
  readonly run: Run;
  /** The time; tests give another one. */
  readonly now: () => Date;
  /** Told of progress; operations print nothing themselves. */
  readonly report: (event: InstanceEvent) => void;
  /** The Compose file for checkouts that bring none. */
  readonly shippedComposeFile: string;
  /** Does what is not to be cut short by the user's Ctrl-C, because it takes back what was half done. */
  readonly uncut: <Value>(work: () => Promise<Value>) => Promise<Value>;
  /** Runs a child that has this process's input and output: what would end this process is its to answer meanwhile. */
  readonly handOver: <Value>(work: () => Promise<Value>) => Promise<Value>;
  /** What this process was asked to do, for others that wait for it. */
  readonly command: string;
}

/** What of the outside world is not as usual. */
export interface ContextOptions {
  readonly env: Environment;
  readonly command: string;
  /** Told of progress. @default nobody is */
  readonly report?: (event: InstanceEvent) => void;
  readonly run?: Run;
  /** How the Engine is asked. @default over its API, as `docker` would find it */
  readonly connection?: EngineConnection;
  /** @default does it; for who ends the process some time after `signal` */
  readonly uncut?: Context['uncut'];
  /** @default does it; for who handles signals */
  readonly handOver?: Context['handOver'];
  /** @default the system's clock */
  readonly now?: () => Date;
  /** Aborting it ends what children do, and with it the operation. */
  readonly signal?: AbortSignal;
  readonly shippedComposeFile?: string;
}

/** The outside world as it is: the registry under `KTRDR_HOME`, the Engine that `docker` speaks to. Reads nothing yet. */
export function createContext(options: ContextOptions): Context {
  const { env, command, signal } = options;
  const run = signal === undefined ? (options.run ?? runCommand) : interruptible(options.run ?? runCommand, signal);
  const connection = options.connection ?? openConnection({ env: withoutComposeVariables(env) });
  const home = homeOf(env);
  return {
    env,
    home,
    run,
    command,
    registry: openRegistry({
      file: home.registry,
      top: home.root,
      localProdId: LOCAL_PROD_ID,
      localProdSlot: LOCAL_PROD_SLOT,
      slots: SANDBOX_SLOTS,
      command,
    }),
    docker: createDocker({
      env: withoutComposeVariables(env),
      run,
      connection: signal === undefined ? connection : interruptibleConnection(connection, signal),
    }),
    now: options.now ?? (() => new Date()),
    report: options.report ?? (() => {}),
    uncut: options.uncut ?? (async (work) => await work()),
    handOver: options.handOver ?? (async (work) => await work()),
    shippedComposeFile: options.shippedComposeFile ?? shippedComposeFile(),
  };
}
