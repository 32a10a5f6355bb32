import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from '@ktrdr/compose-runner';
import type { Context } from '../core/context.ts';

const LOOK_EVERY_MS = 500;
/** What has not come about by then is the gate's to judge. */
const PATIENCE_MS = 60_000;

export interface WaitWhileOptions {
  readonly ids: readonly string[];
  readonly isSo: (container: Container) => boolean;
  /** An abort ends the wait, and is no error: what comes next knows of it. */
  readonly signal: AbortSignal;
}

/** Waits while it is so of one of the containers; no longer than a minute. */
export async function waitWhile(
  docker: Pick<Context['docker'], 'inspect'>,
  { ids, isSo, signal }: WaitWhileOptions,
): Promise<void> {
  const begin = performance.now();
  while (!signal.aborted && performance.now() - begin < PATIENCE_MS) {
    if (!(await docker.inspect(ids)).some(isSo)) return;
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}
