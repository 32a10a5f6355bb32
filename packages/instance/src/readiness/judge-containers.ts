import { isStale } from './is-stale.ts';
import { NOT_CREATED } from './not-created.ts';
import type { Container } from '@ktrdr/compose-runner';
import { type CheckResult, hopeless, ok, type Problem, waiting } from './check.ts';

/** A container that died while the gate watched. */
export interface Death {
  readonly containerId: string;
  readonly exitCode: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export interface ContainerFacts {
  /** The services that must run. */
  readonly services: readonly string[];
  readonly containers: readonly Container[];
  readonly deaths: readonly Death[];
  /** Ids of containers in which the kernel killed something for lack of memory. */
  readonly outOfMemory: ReadonlySet<string>;
  /** When the database first answered (ms); undefined: not yet. Deaths before that may be impatience. */
  readonly databaseAt: number | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const TOO_MANY_DEATHS = 3;
/**
 * How long a container that died must have been up again before it counts as recovered, if nothing probes it. `why` says for longer that one is in a restart
 * loop: a start must not wait half a minute for each service that ended while it waited for the database, and a diagnosis takes no longer for it.
 */
const RECOVERED_AFTER_MS = 5_000;
/** How long a container that nothing probes must have run: one that dies in its first seconds never was ready. */
const STEADY_AFTER_MS = 2_000;

type Verdict = { readonly state: 'ok' } | { readonly state: 'waiting' | 'hopeless'; readonly problem: Problem };

/**
 * Whether every service runs and is healthy. A one-shot that ended with 0 is fine, a restart that recovers is fine; a
 * container that nothing probes must have run for two seconds; one that ended with an error and is not restarted, or that
 * died a third time since the database answered, is hopeless.
 */
export function judgeContainers(facts: ContainerFacts): CheckResult {
  const verdicts = facts.services.flatMap((service) => {
    const containers = facts.containers.filter((container) => container.service === service);
    if (containers.length > 0) return containers.map((container) => judge(container, facts));
    const problem = { service, reason: NOT_CREATED, consequence: true };
    return [{ state: 'waiting', problem } satisfies Verdict];
  });
  const problems = (state: Verdict['state']) =>
    verdicts.flatMap((verdict) => (verdict.state === state && verdict.state !== 'ok' ? [verdict.problem] : []));
  if (problems('hopeless').length > 0) return hopeless(...problems('hopeless'));
  if (problems('waiting').length > 0) return waiting(...problems('waiting'));
  return ok(`${verdicts.length} running`);
}

function judge(container: Container, facts: ContainerFacts): Verdict {
  const { service, state, exitCode, restartPolicy, health, startError } = container;
  const deaths = facts.deaths.filter(({ containerId }) => containerId === container.id);
  const since = facts.databaseAt;
  const counted = since === undefined ? [] : deaths.filter(({ time }) => time >= since);
  const restarted = restartPolicy === 'always' || restartPolicy === 'unless-stopped';
  const memory = container.outOfMemory || facts.outOfMemory.has(container.id) ? ': out of memory' : '';

  if (counted.length >= TOO_MANY_DEATHS) {
    const last = counted.at(-1)?.exitCode ?? exitCode;
    return failed(
      'hopeless',
      service,
      `keeps dying with exit code ${last}${memory} (${counted.length} times since the database answered)`,
    );
  }
  if (state === 'exited' && exitCode === 0 && !restarted) return { state: 'ok' };
  if (state === 'exited' && !restarted)
    return failed('hopeless', service, `exited with code ${exitCode}${memory} and is not restarted`);
  if (state === 'created' && startError !== '') return failed('waiting', service, `could not start: ${startError}`);
  if (state === 'created') {
    const problem = { service, reason: 'is waiting for a service that it depends on', consequence: true };
    return { state: 'waiting', problem };
  }
  if (state !== 'running') return failed('waiting', service, `is ${state}, last exit code ${exitCode}${memory}`);
  if (health?.status === 'healthy') return { state: 'ok' };
  const lastDeath = deaths.at(-1);
  if (health !== undefined) {
    const restarts = describeRestarts(container.restartCount, lastDeath, memory);
    return failed('waiting', service, [...restarts, describeHealth(health)].join('; '));
  }
  if (lastDeath !== undefined && facts.now - lastDeath.time < RECOVERED_AFTER_MS) {
    return failed(
      'waiting',
      service,
      `died with exit code ${lastDeath.exitCode}${memory} and has only just been restarted`,
    );
  }
  // Also where no event told of it.
  if (container.restartCount > 0 && facts.now - (container.startedAt ?? 0) < RECOVERED_AFTER_MS) {
    return failed('waiting', service, `has been restarted ${times(container.restartCount)}, most recently just now`);
  }
  if (container.startedAt !== undefined && facts.now - container.startedAt < STEADY_AFTER_MS) {
    return failed('waiting', service, 'has only just been started, and has no health check that could tell');
  }
  return { state: 'ok' };
}

/** Of a container that runs at the moment, and whose probes say nothing of its deaths. */
function describeRestarts(count: number, lastDeath: Death | undefined, memory: string): readonly string[] {
  if (count === 0) return [];
  const code = lastDeath === undefined ? '' : `, the last time after it ended with exit code ${lastDeath.exitCode}`;
  return [`has been restarted ${times(count)}${code}${memory}`];
}

/** `once`, `7 times`. */
function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function describeHealth({ status, lastProbe }: NonNullable<Container['health']>): string {
  if (lastProbe === undefined) return 'its health has not been probed';
  if (isStale({ status, lastProbe })) return 'its health has not been probed since it was paused';
  const output = lastProbe.output.trim().split('\n').at(-1) ?? '';
  return `is ${status === 'unhealthy' ? 'unhealthy' : 'not healthy'}; its health probe ended with ${lastProbe.exitCode}${output === '' ? '' : `: ${output}`}`;
}

function failed(state: 'waiting' | 'hopeless', service: string, reason: string): Verdict {
  return { state, problem: { service, reason } };
}
