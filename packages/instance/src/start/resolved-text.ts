import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { readEnvFile } from '../env-file/env-file.ts';
import { refreshEnvFile } from '../env-file/refresh-env-file.ts';
import { resolveFile } from './resolve-file.ts';
import type { StartOptions } from './start-options.ts';
import { gatherWishes } from './wishes/gather-wishes.ts';

/**
 * An instance's Compose files, resolved as a start would, with placeholders for secrets. Changes nothing, and says nothing of what is in them; undefined
 * where its `.env.sandbox` is away, which a start would write again.
 *
 * @throws CodedError `COMPOSE_INVALID`, `COMPOSE_FILE_MISSING`, `ENV_FILE_INVALID`, …
 */
export async function resolvedText(context: Context, instance: Instance): Promise<string | undefined> {
  const silent = { ...context, report: () => {} };
  if ((await readEnvFile(instance.path)) === undefined) return undefined;
  const { choice } = await gatherWishes(silent, instance, NOTHING_ASKED);
  const own = await refreshEnvFile(silent, instance);
  return (await resolveFile(silent, instance, { choice, own, noSecrets: false })).text;
}

const NOTHING_ASKED: StartOptions = {
  build: false,
  wait: false,
  timeoutMs: 0,
  noSecrets: false,
  cwd: '/',
  signal: new AbortController().signal,
};
