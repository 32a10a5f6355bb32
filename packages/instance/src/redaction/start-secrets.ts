import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../environment.ts';
import { resolveEnvFile } from '../env-file/parse-env-file.ts';
import { isInsecureDefault, secretValues } from './secret-values.ts';

// As a password it hides nothing, and our own sentences would lose it.
const ORDINARY_WORD = /^[a-z]{1,8}$/;

export interface StartSecretsOptions {
  /** The instance's directory, whose `.env` Compose reads by itself. */
  readonly directory: string;
  /** The environment of `docker compose`. */
  readonly environment: Environment;
  /** What the 1Password item gives: secret whatever it is called. */
  readonly secrets: Readonly<Record<string, string>> | undefined;
}

/** Everything that the containers of a start may know and nobody is to see. */
export async function startSecrets({ directory, environment, secrets }: StartSecretsOptions): Promise<string[]> {
  const text = await readFile(join(directory, '.env'), 'utf8').catch(() => '');
  const { values } = resolveEnvFile(text, environment);
  const given = Object.values(secrets ?? {}).filter((value) => !isInsecureDefault(value));
  const others = secretValues([environment, values]).filter((value) => !ORDINARY_WORD.test(value));
  return [...new Set([...given, ...others])];
}
