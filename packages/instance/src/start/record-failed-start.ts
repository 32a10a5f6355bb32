import { isCodedError, messageOf } from '@ktrdr/errors';
import { explain } from '../causes/explain.ts';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { GateFailedError } from '../readiness/gate-failed-error.ts';
import { recordInstance } from '../records/record-instance.ts';
import type { Occasion } from '../records/recording.ts';

/** What a start knew when it failed. */
export interface StartTrail {
  /** The Compose files, resolved, with placeholders for secrets. */
  resolved?: string;
  /** What the containers were to know. */
  secrets?: readonly string[];
}

/** Records what can be found of a start that failed. An interrupt is no failure. The operation's lock must be held. */
export async function recordFailedStart(
  context: Context,
  instance: Instance,
  { error, trail, signal }: { readonly error: unknown; readonly trail: StartTrail; readonly signal: AbortSignal },
): Promise<void> {
  if (signal.aborted || (isCodedError(error) && error.code === 'INTERRUPTED')) return;
  const file = await recordInstance(context, instance, {
    occasion: occasionOf(error),
    explain: async () => await explain(context, instance),
    composeFile: async () => await Promise.resolve(trail.resolved),
    secrets: trail.secrets ?? [],
  });
  if (file === undefined || !(error instanceof GateFailedError)) return;
  context.report({ type: 'note', text: `The findings are kept; to see them later: ktrdr records ${instance.id}` });
}

function occasionOf(error: unknown): Occasion {
  const failures = error instanceof GateFailedError ? error.failures : [];
  if (isCodedError(error)) {
    const { code, message, hint = null, detail = null } = error;
    return { kind: 'start', code, message, hint, detail, failures, stack: null };
  }
  const stack = error instanceof Error ? (error.stack ?? null) : null;
  return { kind: 'start', code: 'INTERNAL', message: messageOf(error), hint: null, detail: null, failures, stack };
}
