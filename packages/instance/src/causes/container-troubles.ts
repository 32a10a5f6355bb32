import type { Container } from '@ktrdr/compose-runner';
import { removeOrphans } from '../engine/find-orphans.ts';
import type { Death } from '../readiness/judge-containers.ts';
import { isStale } from '../readiness/is-stale.ts';
import { formatBytes } from '../core/format-bytes.ts';
import { isWorker } from '../readiness/workers-status.ts';
import type { ServedBy } from '../served/served-by.ts';
import type { CauseCode } from './cause-codes.ts';
import type { KernelKill } from './kernel-kills.ts';
import type { Evidence, Trouble } from './cause.ts';

/**
 * How long a container that was restarted more than once and is not healthy must have run to count as recovered (ms). Longer than where a start waits for it
 * (`judge-containers`): nobody waits for a diagnosis, and one that ends every twenty seconds is in a loop. One restart is no loop.
 */
const RECOVERED_AFTER_MS = 30_000;
/** An event and the time at which the Engine says that a container ended are of the same ending within that (ms). */
const SAME_ENDING_MS = 5_000;
/** As a shell says it of a process that SIGKILL ended. */
const KILLED_CODE = 137;
const LAST_LINES = 5;
/**
 * What is said of a program of another processor: the kernel's words, as runc has them, and, where an init process starts it, those of the shell that is handed the
 * program then, as a script (dash's, and bash's).
 */
const OTHER_PROCESSOR = /exec format error|cannot execute binary file|: \d+: [^ \w]*ELF/i;

export interface ContainerTroubleFacts {
  readonly served: Pick<ServedBy, 'services' | 'declared'>;
  /** Milliseconds since 1970, by the Engine's clock. */
  readonly now: number;
  /** How containers ended of late, as far as that is known. */
  readonly deaths?: readonly Death[] | undefined;
  /** Ids of containers that were out of memory of late, and of those to which somebody sent a signal that ends them. */
  readonly outOfMemory?: ReadonlySet<string> | undefined;
  readonly killed?: ReadonlySet<string> | undefined;
  /** What the kernel killed for want of memory, by the ids of the containers. */
  readonly kernelKills?: ReadonlyMap<string, KernelKill> | undefined;
  /** The last lines of containers, by their ids. */
  readonly logs?: ReadonlyMap<string, readonly string[]>;
  /** Whether what containers wrote and probes said may be told; it is judged by all the same. @default true */
  readonly isQuotable?: boolean;
  /** The commands that start the instance, that show the log of a service, and that start it again. */
  readonly up: string;
  readonly logsOf: (service: string) => string;
  readonly restartOf: (service: string) => string;
}

/**
 * What is wrong with a service's container; nothing where it is as it should be. A one-shot that ended with 0 is well: one that is not restarted, and is none
 * that others ask for something. Summaries follow the service's name.
 */
export function containerTroubles(container: Container, facts: ContainerTroubleFacts): readonly Trouble[] {
  const { service } = container;
  const trouble = (
    code: CauseCode,
    summary: string,
    fix: string | null,
    evidence: readonly Evidence[] = [],
  ): Trouble => ({
    code,
    service,
    summary,
    evidence: [...evidence, ...lastLines(container, facts)].filter(({ kind }) => isTold(kind, facts)),
    fix,
  });
  if (facts.served.declared?.has(service) === false) {
    const fix = `If nobody needs it: ${removeOrphans([container])}`;
    return [{ ...trouble('ORPHAN', 'is no longer in the Compose file', fix), evidence: [] }];
  }
  // One that ran before, and could not be started again, has ended.
  if (container.state === 'created' || (isEnded(container) && container.startError !== '')) {
    return [notStarted(container, facts, trouble)];
  }
  if (container.state === 'paused') return [trouble('PAUSED', 'is paused', facts.up)];
  // Whether it is probed or restarted: it reaches nobody, and nobody reaches it.
  if (container.lostNetwork !== undefined && !isEnded(container)) {
    return [
      trouble('OFF_NETWORK', `is not on its network ${container.lostNetwork}: somebody has disconnected it`, facts.up),
    ];
  }
  const ending = isEnded(container) ? ended(container, facts, trouble) : living(container, facts, trouble);
  return ending === undefined ? elsewhere(container, facts, trouble) : [ending];
}

/** Whether evidence of a kind is told: what containers wrote may hold secrets. */
function isTold(kind: Evidence['kind'], { isQuotable = true }: ContainerTroubleFacts): boolean {
  return isQuotable || (kind !== 'log' && kind !== 'probe');
}

type Make = (code: CauseCode, summary: string, fix: string | null, evidence?: readonly Evidence[]) => Trouble;

function notStarted({ startError, dependsOn }: Container, { up }: ContainerTroubleFacts, trouble: Make): Trouble {
  const said: Evidence[] = startError === '' ? [] : [{ kind: 'answer', text: startError }];
  // Go's and runc's words, Engine 26.1 and 28.
  if (/port is already allocated|address already in use/.test(startError)) {
    return trouble('PORT_TAKEN', 'could not start: something else holds its port', up, said);
  }
  if (OTHER_PROCESSOR.test(startError)) return otherProcessor(up, trouble, said);
  if (startError !== '') return trouble('CONTAINER_NOT_STARTED', `could not start: ${startError}`, up, said);
  return dependsOn.length === 0
    ? trouble('CONTAINER_NOT_STARTED', 'was created but never started', up)
    : trouble('DEPENDENCY', `waits for ${dependsOn.join(', ')}`, up);
}

function otherProcessor(up: string, trouble: Make, said: readonly Evidence[] = []): Trouble {
  return trouble(
    'IMAGE_PLATFORM',
    'has an image for a different processor than this machine has',
    `${up} --build`,
    said,
  );
}

function isEnded({ state }: Container): boolean {
  return state === 'exited' || state === 'dead';
}

function ended(container: Container, facts: ContainerTroubleFacts, trouble: Make): Trouble | undefined {
  const { id, service, exitCode, restartPolicy, health } = container;
  const isRestarted = restartPolicy === 'always' || restartPolicy === 'unless-stopped';
  const isAsked =
    isWorker(container) || health !== undefined || (facts.served.services?.get(service)?.ports.size ?? 0) > 0;
  if (container.state === 'exited' && exitCode === 0 && !isRestarted && !isAsked) return undefined;
  const exit: Evidence[] = [{ kind: 'exit', text: `ended with code ${exitCode}` }];
  if (isOutOfMemory(container, facts)) {
    return memoryTrouble(container, facts, { trouble, ending: `ended with code ${exitCode}`, exit });
  }
  if (isOfOtherProcessor(container, facts)) return otherProcessor(facts.up, trouble, exit);
  // The Engine forgets what happened: without its word for this ending, nobody can tell.
  if (exitCode === KILLED_CODE && facts.killed !== undefined && isSeen(container, facts)) {
    const who = facts.killed.has(id)
      ? 'docker was told to end it'
      : 'docker was not told to end it: the kernel killed it because the machine ran out of memory, or somebody there did';
    return trouble('KILLED', `ended with code ${exitCode}`, facts.up, [...exit, { kind: 'found', text: who }]);
  }
  const told: Evidence[] =
    facts.killed?.has(id) === true && isSeen(container, facts)
      ? [{ kind: 'found', text: 'docker was told to end it' }]
      : [];
  return trouble('EXITED', `ended with code ${exitCode}`, facts.up, [...exit, ...told]);
}

/** Whether the Engine told of the ending that a container is in. */
function isSeen({ id, finishedAt }: Container, { deaths = [] }: ContainerTroubleFacts): boolean {
  if (finishedAt === undefined) return false;
  return deaths.some(({ containerId, time }) => containerId === id && Math.abs(time - finishedAt) < SAME_ENDING_MS);
}

/** Of one that runs, or that the Engine is about to restart. */
function living(container: Container, facts: ContainerTroubleFacts, trouble: Make): Trouble | undefined {
  const { state, exitCode, restartCount, health, startedAt, service } = container;
  const codes = (facts.deaths ?? []).filter(({ containerId }) => containerId === container.id);
  const exits: Evidence[] = codes
    .slice(-1)
    .map((death) => ({ kind: 'exit', text: `ended with code ${death.exitCode}` }));
  const again = `${facts.logsOf(service)}\nOnce you have fixed the problem: ${facts.up}`;
  const loop = (summary: string): Trouble => {
    if (isOutOfMemory(container, facts)) {
      return memoryTrouble(container, facts, { trouble, ending: summary, exit: exits });
    }
    if (isOfOtherProcessor(container, facts)) return otherProcessor(facts.up, trouble, exits);
    return trouble('CRASH_LOOP', summary, again, exits);
  };
  if (state === 'restarting') return loop(`keeps restarting: ${times(restartCount)}, last exit code ${exitCode}`);
  if (state !== 'running') return trouble('EXITED', `is ${state}`, facts.up);
  // Seen between two deaths. Where the clocks differ, nobody can tell.
  const age = startedAt === undefined ? Infinity : facts.now - startedAt;
  if (restartCount > 1 && health?.status !== 'healthy' && age >= 0 && age < RECOVERED_AFTER_MS) {
    return loop(`keeps restarting: ${times(restartCount)}, most recently just now`);
  }
  if (health === undefined || health.status === 'healthy') return undefined;
  const isStarting = health.status === 'starting';
  if (isStarting && (health.lastProbe?.exitCode ?? 0) === 0) return undefined;
  if (isStale(health)) {
    const fix = `If that does not change: ${facts.restartOf(service)}`;
    return trouble('STARTING', 'is not healthy yet: it has not been probed since it was paused', fix);
  }
  const output = health.lastProbe?.output ?? '';
  const line = output.split('\n').at(-1) ?? '';
  const probe: Evidence[] = [
    { kind: 'probe', text: `${describeCode(health.lastProbe?.exitCode)}${output === '' ? '' : `: ${output}`}` },
  ];
  const fix = `${facts.logsOf(service)}\n${isStarting ? 'If that does not change: ' : ''}${facts.restartOf(service)}`;
  const last = line === '' || facts.isQuotable === false ? '' : `: ${line}`;
  if (isStarting) return trouble('STARTING', `is not healthy yet${last}`, fix, probe);
  const code = health.lastProbe?.exitCode === -1 ? 'PROBE_HANGS' : 'PROBE_FAILS';
  return trouble(code, `is unhealthy${last}`, fix, probe);
}

/** The Engine's code for a probe that it ended itself is -1. Source: https://docs.docker.com/reference/api/engine/ (`HealthcheckResult`) */
function describeCode(exitCode: number | undefined): string {
  if (exitCode === undefined) return 'has not been probed';
  return exitCode === -1 ? 'was stopped by the Engine because it took too long' : `ended with ${exitCode}`;
}

function elsewhere(container: Container, { served, up }: ContainerTroubleFacts, trouble: Make): readonly Trouble[] {
  const own = served.services?.get(container.service);
  const found = container.ports.find(({ target, published }) => (own?.ports.get(target) ?? published) !== published);
  if (found === undefined) return [];
  const where = `publishes ${found.published} instead of the ${own?.ports.get(found.target)} of the Compose file`;
  return [trouble('STARTED_OTHERWISE', `${where}: it was started without up, or with other variables`, up)];
}

/** The Engine is told of what a limit ends, and not always of what the kernel ends because the machine has no memory left. */
function isOutOfMemory({ id, outOfMemory }: Container, facts: ContainerTroubleFacts): boolean {
  return outOfMemory || facts.outOfMemory?.has(id) === true || facts.kernelKills?.has(id) === true;
}

interface MemoryEnding {
  readonly trouble: Make;
  readonly ending: string;
  readonly exit: readonly Evidence[];
}

/** Of its own memory, or of the machine's: the kernel says it, or else whether it has a limit at all. */
function memoryTrouble(
  { id, memoryLimit }: Container,
  { up, kernelKills }: ContainerTroubleFacts,
  { trouble, ending, exit }: MemoryEnding,
): Trouble {
  const kill = kernelKills?.get(id);
  const said: Evidence[] =
    kill === undefined
      ? []
      : [
          {
            kind: 'answer',
            text: `the kernel killed ${kill.program} because ${kill.of === 'container' ? "its container's memory limit was reached" : 'memory beyond that of its container was used up'}`,
          },
        ];
  const has = memoryLimit === 0 ? 'it has no memory limit' : `its memory limit is ${formatBytes(memoryLimit)}`;
  const evidence: Evidence[] = [...exit, { kind: 'found', text: has }, ...said];
  const isOwn = kill === undefined ? memoryLimit > 0 : kill.of === 'container';
  if (isOwn) {
    const summary = `ran out of memory, and ${ending}: it may use ${formatBytes(memoryLimit)}`;
    return trouble('OUT_OF_MEMORY', summary, `Raise its memory limit in the Compose file, then: ${up}`, evidence);
  }
  return trouble(
    'MACHINE_MEMORY',
    `was killed by the kernel because the Engine's machine ran out of memory, and ${ending}`,
    `See what uses the memory: docker stats --no-stream\nStop what you do not need, or give the machine (with Docker Desktop: its virtual machine) more memory. Then: ${up}`,
    evidence,
  );
}

function isOfOtherProcessor({ id }: Container, { logs }: ContainerTroubleFacts): boolean {
  return (logs?.get(id) ?? []).some((line) => OTHER_PROCESSOR.test(line));
}

function lastLines({ id }: Container, { logs }: ContainerTroubleFacts): Evidence[] {
  const lines = (logs?.get(id) ?? []).slice(-LAST_LINES);
  return lines.length === 0 ? [] : [{ kind: 'log', text: lines.join('\n') }];
}

/** `once`, `7 times`. */
function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
