import type { Container } from '@ktrdr/compose-runner';
import { createRedactor } from '@ktrdr/secrets';
import { answer } from '../core/answer.ts';
import type { Context } from '../core/context.ts';
import { inTime, timeLeft, type TimeLeft } from '../core/in-time.ts';
import type { Instance } from '../core/instance.ts';
import type { ContainerSecrets } from '../redaction/container-secrets.ts';
import { secretValues } from '../redaction/secret-values.ts';
import { instanceSecrets } from '../redaction/instance-secrets.ts';
import type { InstanceState } from '../served/instance-state.ts';
import type { Cause } from './cause.ts';
import { commandsOf } from './commands-of.ts';
import { EXPLAINED_WITHIN_MS, gatherCauses } from './gather-causes.ts';
import { judgeInstance } from './judge-instance.ts';

/** Why an instance is not as it should be; nothing where it is. */
export interface Explanation {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly state: InstanceState;
  /** The likeliest first. */
  readonly causes: readonly Cause[];
  /** The command that starts it, as it was made. */
  readonly up: string;
  /** What could not be found out, in words: what is behind it may be missing among the causes. */
  readonly unknown: readonly string[];
}

/**
 * Looks at an instance, in whatever state, and tells what is wrong with it, what follows from what, and what mends it. Changes nothing, and waits for nothing
 * longer than some seconds. Secrets of its containers are redacted.
 */
export async function explain(context: Context, instance: Instance): Promise<Explanation> {
  const left = timeLeft(EXPLAINED_WITHIN_MS);
  const { facts, unknown } = await gatherCauses(context, instance, left);
  const containers = facts.containers.kind === 'known' ? facts.containers.value : [];
  const judged = judgeInstance(facts);
  const secrets = await secretsFor(context, instance, { containers, causes: judged.causes, left });
  const redactor = createRedactor(secrets.values);
  const redact = (text: string): string => redactor.redact(text);
  const { state, causes } = secrets.unknown.length === 0 ? judged : judgeInstance({ ...facts, isQuotable: false });
  return {
    schemaVersion: 1,
    id: instance.id,
    state,
    causes: causes.map((cause) => redacted(cause, redact)),
    up: commandsOf(facts).up,
    unknown: [...unknown, ...withheld(secrets)],
  };
}

function redacted(cause: Cause, redact: (text: string) => string): Cause {
  const { code, service, summary, evidence, consequences, fix } = cause;
  return {
    code,
    service,
    summary: redact(summary),
    evidence: evidence.map(({ kind, text }) => ({ kind, text: redact(text) })),
    consequences: consequences.map((one) => ({ code: one.code, service: one.service, summary: redact(one.summary) })),
    fix,
  };
}

interface SecretsOf {
  readonly containers: readonly Container[];
  readonly causes: readonly Cause[];
  readonly left: TimeLeft;
}

/** What must not be shown of what containers say; nobody is asked where nothing of it is. */
async function secretsFor(
  context: Context,
  instance: Instance,
  { containers, causes, left }: SecretsOf,
): Promise<ContainerSecrets> {
  if (!causes.some(({ evidence, consequences }) => evidence.length + consequences.length > 0))
    return { values: [], unknown: [] };
  const asked = await answer(inTime(instanceSecrets(context, instance, containers), undefined, left));
  if (asked.kind === 'known') return asked.value;
  return {
    values: secretValues(containers.map((one) => one.environment())),
    unknown: containers.map(({ name }) => name),
  };
}

function withheld({ unknown }: ContainerSecrets): string[] {
  if (unknown.length === 0) return [];
  const have = unknown.length === 1 ? 'has' : 'have';
  return [
    `which secrets ${unknown.join(', ')} ${have} in files: log lines and probe output are left out, as secrets may be in them`,
  ];
}
