import { type ContainerSummary, LOCAL_HOST } from '@ktrdr/compose-runner';
import { isCodedError } from '@ktrdr/errors';
import { assertOwnProject } from '../engine/assert-own-project.ts';
import type { Context } from '../core/context.ts';
import { assertSameEngine } from '../engine/same-engine.ts';
import type { Consequence } from '../causes/cause.ts';
import { commandsOf } from '../causes/commands-of.ts';
import { isWell } from '../causes/is-well.ts';
import type { Instance } from '../core/instance.ts';
import { isMissing } from '../core/stats-at.ts';
import { servedBy } from '../served/served-by.ts';
import { type SharedObservability, sharedObservability } from '../served/shared-observability.ts';
import { describeInstance, type InstanceDescription } from './describe-instance.ts';
import { type HostService, hostServices } from './host-services.ts';
import { mendingOf } from './mending-of.ts';
import type { WorkersStatus } from '../readiness/workers-status.ts';
import { type ServiceStatus, type StackHealth, stackHealth } from './stack-health.ts';

/** An instance with what it shares with others. */
export interface Description extends InstanceDescription {
  /** Of Compose files that leave Jaeger, Grafana and Prometheus to a stack that all share; null for the others. */
  readonly sharedObservability: SharedObservability | null;
}

/** All that is known of an instance at this moment. */
export interface InstanceStatus extends Description {
  readonly services: readonly ServiceStatus[];
  readonly workers: WorkersStatus;
  readonly hostServices: readonly HostService[];
  /** What is wrong in itself, by the codes of `why`, which looks at more and says what shows it; the likeliest first. */
  readonly causes: readonly Consequence[];
  /** Whether it runs, and nothing is wrong with it but for what is only remarked. */
  readonly isWell: boolean;
  /** What to do about what is wrong, about what the next start is refused for, and about what is left over; null where there is none of it. */
  readonly advice: string | null;
}

/**
 * What the Engine, the backend and the host say of an instance now.
 *
 * @throws CodedError `ENGINE_CHANGED`, `FOREIGN_PROJECT`, and of Docker
 */
export async function status(context: Context, instance: Instance): Promise<InstanceStatus> {
  const [summaries, host, present, services, served] = await Promise.all([
    context.docker.summaries(instance.id),
    context.docker.host(),
    isMissing(instance.path).then((missing) => !missing),
    instance.kind.hostServices ? hostServices() : [],
    servedBy(context, instance),
    // Also where containers are: another Engine may have some of the same name and directory, and they are not all that there is.
    assertSameEngine(context, instance),
  ]);
  const containers = await context.docker.inspect(summaries.map(({ id }) => id));
  assertOwnProject(instance.id, instance.path, containers);
  const description = describeInstance(instance, { containers, host, present, served: served.services });
  const stack = await stackHealth(context, instance, {
    containers,
    isPresent: present,
    host,
    served: served.services,
    declared: served.declared,
    unusable: served.unusable,
  });
  const { causes, state } = stack;
  return {
    ...description,
    state,
    sharedObservability: served.sharedObservability ? await sharedObservability(host) : null,
    services: stack.services,
    workers: stack.workers,
    hostServices: services,
    causes: causes.map(({ code, service, summary }) => ({ code, service, summary })),
    isWell: isWell(stack),
    advice: adviceOf(instance, stack),
  };
}

/** What is behind it all, and what mends it, in one line; null where nothing is to be said. */
function adviceOf(instance: Instance, stack: StackHealth): string | null {
  const { why } = commandsOf({ instance, withoutSecrets: stack.withoutSecrets });
  // How those are removed is told below, and nothing fails for them.
  const behind = stack.causes.filter(({ code }) => code !== 'ORPHAN');
  const { up, removal } = mendingOf(instance, stack);
  if (behind.length === 0) return removal ?? null;
  const names = behind.map(({ code, service }) => (service === null ? code : `${service} ${code}`)).join(', ');
  return [
    `Something is wrong: ${names}. To see why${(up ?? removal) ? '' : ', and how to fix it'}: ${why}`,
    // In this order: what is left over may have a port that the start wants.
    ...(removal === undefined ? [] : [removal]),
    ...(up === undefined ? [] : [`To fix it: ${up}`]),
  ].join('. ');
}

/**
 * The description alone: after `init`, `create`, `up` and `down`. What they did is done: an Engine that does not answer any more fails
 * nothing, and makes the state `unknown`.
 *
 * @param seen its containers, where they are known
 */
export async function describe(
  context: Context,
  instance: Instance,
  seen?: readonly ContainerSummary[],
): Promise<Description> {
  const [containers, host, present, served] = await Promise.all([
    seen ?? unlessUnreachable(context.docker.summaries(instance.id)),
    unlessUnreachable(context.docker.host()),
    isMissing(instance.path).then((missing) => !missing),
    servedBy(context, instance),
  ]);
  const facts = { containers: containers ?? [], host: host ?? LOCAL_HOST, present, served: served.services };
  const description = describeInstance(instance, facts);
  return {
    ...description,
    state: containers === undefined && present ? 'unknown' : description.state,
    sharedObservability: served.sharedObservability ? await sharedObservability(facts.host) : null,
  };
}

/** Undefined where Docker fails. */
async function unlessUnreachable<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return undefined;
  }
}
