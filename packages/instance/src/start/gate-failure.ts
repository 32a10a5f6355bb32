import type { Container } from '@ktrdr/compose-runner';
import { isCodedError } from '@ktrdr/errors';
import { createRedactor } from '@ktrdr/secrets';
import type { Context } from '../core/context.ts';
import { reportFailures } from '../readiness/failure-report.ts';
import { GateFailedError } from '../readiness/gate-failed-error.ts';
import type { GateOutcome } from '../readiness/gate-state.ts';
import type { Instance } from '../core/instance.ts';
import { commandsOf } from '../causes/commands-of.ts';
import { gatherCauses } from '../causes/gather-causes.ts';
import { judgeInstance } from '../causes/judge-instance.ts';
import { withCauses } from '../causes/with-causes.ts';
import { describeUnknownSecrets } from '../redaction/describe-unknown-secrets.ts';
import { instanceSecrets } from '../redaction/instance-secrets.ts';
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
  const redact = await withFileSecrets(context, instance, containers ?? [], options.redact);
  const [failures, { facts }] = await Promise.all([
    reportFailures(context, instance, { problems: outcome.problems, containers: containers ?? [] }),
    gatherCauses(context, instance),
  ]);
  const { up, down, why: explained } = commandsOf(facts);
  const why = {
    hopeless: 'waiting longer cannot help',
    timeout: `not within ${options.timeoutMs / 1000} s`,
    'not-started': 'its containers could not be started',
  }[outcome.cause];
  return new GateFailedError(`${instance.id} is not ready: ${why}`, {
    hint:
      containers?.length === 0
        ? `It has no containers. Once you have mended what failed: ${up}`
        : `Its containers stay as they are, so that you can look into them. To see what caused what: ${explained}. To stop them: ${down}`,
    failures: withCauses(failures, judgeInstance(facts).causes).map((failure) => redactFailure(failure, redact)),
  });
}

/**
 * Takes out also what the containers have as files, which the Engine reads where we may not, and which their variables lead to. Says of whom that is not
 * known: their logs are needed now.
 */
async function withFileSecrets(
  context: Context,
  instance: Instance,
  containers: readonly Container[],
  redact: (text: string) => string,
): Promise<(text: string) => string> {
  const { values, unknown } = await instanceSecrets(context, instance, containers);
  if (unknown.length > 0) context.report({ type: 'warning', text: describeUnknownSecrets(unknown, 'below') });
  const redactor = createRedactor(values);
  return (text) => redactor.redact(redact(text));
}
