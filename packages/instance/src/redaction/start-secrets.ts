import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ComposeConfig, undouble } from '@ktrdr/compose-runner';
import type { Environment } from '../environment.ts';
import { resolveEnvFile } from '../env-file/parse-env-file.ts';
import { isInsecureDefault, secretValues } from './secret-values.ts';

export interface StartSecretsOptions {
  /** The instance's directory, whose `.env` Compose reads by itself. */
  readonly directory: string;
  /** The environment of `docker compose`. */
  readonly environment: Environment;
  /** The resolved Compose file: what it gives containers beside that, as literals and from files (`env_file`). */
  readonly config: Pick<ComposeConfig, 'services'>;
  /** What the 1Password item gives: secret whatever it is called. */
  readonly secrets: Readonly<Record<string, string>> | undefined;
}

/** Everything that the containers of a start may know and nobody is to see. */
export async function startSecrets({
  directory,
  environment,
  config,
  secrets,
}: StartSecretsOptions): Promise<string[]> {
  const text = await readFile(join(directory, '.env'), 'utf8').catch(() => '');
  const { values } = resolveEnvFile(text, environment);
  const given = Object.values(secrets ?? {}).filter((value) => !isInsecureDefault(value));
  return [...new Set([...given, ...secretValues([environment, values, ...environmentsOf(config)])])];
}

function environmentsOf({ services }: Pick<ComposeConfig, 'services'>): Environment[] {
  return Object.values(services).map(({ environment }) =>
    Object.fromEntries(Object.entries(environment ?? {}).map(([name, value]) => [name, undouble(value ?? '')])),
  );
}
