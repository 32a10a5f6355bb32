import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveEnvFile } from '../env-file/parse-env-file.ts';
import type { Environment } from '../core/environment.ts';

/**
 * All the variables that Compose knows: those of its environment, and below them those of the `.env` in the instance's directory, which it reads by
 * itself.
 */
export async function composeVariables(directory: string, environment: Environment): Promise<Environment> {
  const values = await dotEnvValues(directory, environment);
  const set = Object.entries(environment).filter(([, value]) => value !== undefined);
  return { ...values, ...Object.fromEntries(set) };
}

/** The variables of the `.env` in a directory; none where it cannot be read. */
export async function dotEnvValues(directory: string, environment: Environment): Promise<Environment> {
  const text = await readFile(join(directory, '.env'), 'utf8').catch(() => '');
  return resolveEnvFile(text, environment).values;
}
