import { delimiter } from 'node:path';
import { ktrdrLayout, portVariables } from '@ktrdr/ports';
import { ktrdrSecrets, secretVariableNames } from '@ktrdr/secrets';
import { type Environment, withoutComposeVariables } from '../core/environment.ts';
import type { Instance } from '../core/instance.ts';
import type { HostServiceKind } from '../core/host-service-kinds.ts';
import { MARK_VARIABLE } from './own-processes.ts';

/** Where the data is that instances share: of `.env.sandbox`, or what stands there by default. */
export type HostDirectories = Readonly<Record<'KTRDR_DATA_DIR' | 'KTRDR_MODELS_DIR' | 'KTRDR_STRATEGIES_DIR', string>>;

export interface HostEnvironmentOptions {
  readonly env: Environment;
  readonly instance: Pick<Instance, 'path' | 'slot'>;
  readonly kind: HostServiceKind;
  readonly directories: HostDirectories;
  /** By variable; none for a start without. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly mark: string;
}

/**
 * The environment of a host service: this process's, without what it may have of secrets; where the database and the shared data of local-prod are; its
 * secrets. Source: KTRDR's own `ktrdr/cli/kinfra/local_prod.py`; its services read the directory of models by three names.
 */
export function hostEnvironment(options: HostEnvironmentOptions): Record<string, string | undefined> {
  const { env, instance, kind, directories, secrets, mark } = options;
  const { KTRDR_DB_PORT } = portVariables(ktrdrLayout, instance.slot);
  const { KTRDR_MODELS_DIR: models } = directories;
  return {
    ...withoutComposeVariables(env),
    ...Object.fromEntries(secretVariableNames(ktrdrSecrets).map((name) => [name, undefined])),
    PYTHONPATH: [instance.path, ...(env['PYTHONPATH'] ? [env['PYTHONPATH']] : [])].join(delimiter),
    PYTHONUNBUFFERED: '1',
    KTRDR_DB_HOST: 'localhost',
    KTRDR_DB_PORT,
    KTRDR_DB_NAME: 'ktrdr',
    KTRDR_DB_USER: 'ktrdr',
    ...directories,
    KTRDR_DATA_MODELS_DIR: models,
    MODELS_DIR: models,
    ...(kind.name === 'training' ? { WORKER_PORT: String(kind.port) } : {}),
    ...secrets,
    [MARK_VARIABLE]: mark,
  };
}
