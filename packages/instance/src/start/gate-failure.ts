import { isCodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { reportFailures } from '../readiness/failure-report.ts';
import { GateFailedError } from '../readiness/gate-failed-error.ts';
import type { GateOutcome } from '../readiness/gate-state.ts';
import type { Instance } from '../core/instance.ts';
import { redactFailure } from '../redaction/redact-failure.ts';

export interface GateFailureOptions {
  readonly timeoutMs: number;
  readonly redact: (text: string) => string;
}

/** The error for a gate that failed: what is wrong, service by service, without secrets. */
export async function gateFailure(
  context: Context,
  instance: Instance,
  outcome: Extract<GateOutcome, { kind: 'failed' }>,
  options: GateFailureOptions,
): Promise<GateFailedError> {
  const containers = await context.docker.containers(instance.id).catch((error: unknown) => {
    if (isCodedError(error)) return undefined;
    throw error;
  });
  const failures = await reportFailures(context, instance, {
    problems: outcome.problems,
    containers: containers ?? [],
  });
  const why = {
    hopeless: 'waiting longer cannot help',
    timeout: `not within ${options.timeoutMs / 1000} s`,
    'not-started': 'its containers could not be started',
  }[outcome.cause];
  return new GateFailedError(`${instance.id} is not ready: ${why}`, {
    hint:
      containers?.length === 0
        ? 'It has no containers. Mend what is said above, then run the command again.'
        : `Its containers stay as they are, for inspection. To stop them: ${instance.kind.command} down`,
    failures: failures.map((failure) => redactFailure(failure, options.redact)),
  });
}
