import { relative } from 'node:path';
import type { Container } from '@ktrdr/compose-runner';
import type { Context } from '../context.ts';
import { rememberEngine } from '../engine/same-engine.ts';
import type { Instance } from '../instance.ts';
import { withOperationLock } from '../with-operation-lock.ts';
import { bindMounts } from './check-config.ts';
import type { ComposeFileChoice } from './choose-compose-file.ts';
import { mergeOverlayParts } from './overlay/merge-overlay-parts.ts';
import { mountOverlay } from './overlay/mount-overlay.ts';
import { prepare } from './prepare.ts';
import { prepareMounts } from './prepare-mounts.ts';
import { readSecrets } from './read-secrets.ts';
import { startContainers } from './start-containers.ts';
import type { StartOptions } from './start-options.ts';

/**
 * Starts an instance and says truthfully whether it is ready.
 *
 * @returns its containers, as they were when it was
 * @throws GateFailedError (`GATE_FAILED`) when it was started but is not ready; before anything starts: `SECRETS_UNAVAILABLE`,
 *   `PORT_TAKEN`, `ENGINE_CHANGED`, `FOREIGN_PROJECT`, `BUSY`, `COMPOSE_INVALID`, `MOUNT_MISSING`, `EXTERNAL_MISSING`, `ENGINE_TOO_OLD`, …
 */
export async function start(
  context: Context,
  instance: Instance,
  options: StartOptions,
): Promise<readonly Container[]> {
  return await withOperationLock(context, instance.id, async () => await startLocked(context, instance, options));
}

async function startLocked(context: Context, instance: Instance, options: StartOptions): Promise<readonly Container[]> {
  context.report({ type: 'step-started', step: 'checks' });
  // Side by side, and neither waits in vain: what refuses first ends the other.
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  try {
    const [prepared, secrets] = await Promise.all([
      prepare(context, instance, options),
      options.noSecrets ? undefined : readSecrets(context, instance, signal),
    ]);
    options.signal.throwIfAborted();
    await prepareMounts(bindMounts(prepared.config));
    context.report({ type: 'step-done', step: 'checks', detail: describeChoice(prepared.choice, instance) });
    if (secrets === undefined) {
      context.report({ type: 'warning', text: 'Without secrets: the insecure defaults of the Compose file are used.' });
    }
    await rememberEngine(context, instance, prepared.engine);
    const overlay = mergeOverlayParts([prepared.overlay, await mountOverlay(prepared.config)]);
    return await startContainers(context, instance, options, { prepared, overlay, secrets });
  } finally {
    ended.abort();
  }
}

function describeChoice({ file, shipped }: ComposeFileChoice, { path }: Instance): string {
  return `Compose file: ${shipped ? 'the one of ktrdr, as the clone brings none' : relative(path, file)}`;
}
