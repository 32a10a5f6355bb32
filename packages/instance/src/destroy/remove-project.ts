import { type RemovedParts, removeParts } from '@ktrdr/compose-runner';
import type { Context } from '../context.ts';

/** Removes these parts of a project with the volumes, as one step. */
export async function removeProject(context: Context, parts: RemovedParts, signal: AbortSignal): Promise<void> {
  const step = 'remove containers, networks and volumes';
  context.report({ type: 'step-started', step });
  await removeParts(context.docker, parts, signal);
  context.report({ type: 'step-done', step });
}
