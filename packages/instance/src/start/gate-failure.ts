import type { Container } from '@ktrdr/compose-runner';
import { isCodedError, messageOf } from '@ktrdr/errors';
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
  readonly noSecrets: boolean;
  readonly redact: (text: string) => string;
  readonly signal: AbortSignal;
}

/** The error for a gate that failed: what is wrong, service by service, without secrets. It is told whatever else cannot be found out. */
export async function gateFailure(
  context: Context,
  instance: Instance,
  outcome: Extract<GateOutcome, { kind: 'failed' }>,
  options: GateFailureOptions,
): Promise<GateFailedError> {
  const { signal } = options;
  /** Undefined where it cannot be had, which is said; but nothing is told of a start that somebody ends. */
  const ifKnown = async <T>(what: string, asked: Promise<T>): Promise<T | undefined> =>
    await asked.catch((error: unknown) => {
      signal.throwIfAborted();
      context.report({ type: 'warning', text: `${what}: ${options.redact(messageOf(error))}` });
      return undefined;
    });
  const asked = context.docker.containers(instance.id).catch((error: unknown) => {
    // What is wrong with the Engine is among the causes.
    if (isCodedError(error)) return undefined;
    throw error;
  });
  const containers = await ifKnown('The containers could not be inspected', asked);
  const [secrets, gathered] = await Promise.all([
    ifKnown(
      'The output of the containers is left out, because it is unknown which secrets it contains',
      fileSecrets(context, instance, containers ?? []),
    ),
    ifKnown('The causes could not be determined', gatherCauses(context, instance)),
  ]);
  const readable = secrets === undefined ? [] : (containers ?? []);
  const failures = await reportFailures(context, instance, { problems: outcome.problems, containers: readable });
  const facts = gathered?.facts;
  const { up, down, why: explained } = commandsOf(facts ?? { instance, withoutSecrets: options.noSecrets });
  const redactor = createRedactor(secrets ?? []);
  const redact = (text: string): string => redactor.redact(options.redact(text));
  const why = {
    hopeless: 'waiting longer cannot help',
    timeout: `not within ${options.timeoutMs / 1000} s`,
    'not-started': 'its containers could not be started',
  }[outcome.cause];
  return new GateFailedError(`${instance.id} is not ready: ${why}`, {
    hint:
      containers?.length === 0
        ? `It has no containers. Once you have fixed the problem: ${up}`
        : `Its containers stay as they are, so that you can inspect them. To see the causes: ${explained}. To stop them: ${down}`,
    failures: withCauses(failures, facts === undefined ? [] : judgeInstance(facts).causes).map((failure) =>
      redactFailure(failure, redact),
    ),
  });
}

/**
 * What is to be taken out also: what the containers have as files, which the Engine reads where we may not, and which their variables lead to. Says of
 * whom that is not known: their logs are needed now.
 */
async function fileSecrets(
  context: Context,
  instance: Instance,
  containers: readonly Container[],
): Promise<readonly string[]> {
  const { values, unknown } = await instanceSecrets(context, instance, containers);
  if (unknown.length > 0) context.report({ type: 'warning', text: describeUnknownSecrets(unknown, 'below') });
  return values;
}
