import { type Container, LOCAL_HOST } from '@ktrdr/compose-runner';
import { createRedactor } from '@ktrdr/secrets';
import { answer } from '../core/answer.ts';
import type { Context } from '../core/context.ts';
import { inTime } from '../core/in-time.ts';
import { askForWorkers, type WorkersStatus } from '../readiness/workers-status.ts';
import type { Instance } from '../core/instance.ts';
import { instanceSecrets } from '../redaction/instance-secrets.ts';
import type { ServedBy } from '../served/served-by.ts';
import { expectedServices } from '../served/expected-services.ts';
import type { InstanceState } from '../served/instance-state.ts';
import type { CauseCode } from '../causes/cause-codes.ts';
import type { Cause } from '../causes/cause.ts';
import type { CauseFacts } from '../causes/cause-facts.ts';
import { mountsNow } from '../causes/mounts-now.ts';
import { type History, recentHistory } from '../causes/recent-history.ts';
import { refusedStart } from '../causes/refused-start.ts';
import { unusableEnvFile } from '../causes/unusable-env-file.ts';
import { isMadeWithoutSecrets } from '../volumes/secrets-memory.ts';
import { judgeHealth } from './judge-health.ts';

/** How one service of a stack is. */
export interface ServiceStatus {
  readonly name: string;
  /** As the Engine calls it: `running`, `exited`, `restarting`, … */
  readonly state: string;
  /** `healthy`, `starting`, `unhealthy`; null without a health check. */
  readonly health: string | null;
  /** Host-side ports. */
  readonly ports: readonly number[];
  /** What is wrong with it, in words; null where nothing is. */
  readonly problem: string | null;
  /** What that is, as `why` has it; null where nothing is. */
  readonly code: CauseCode | null;
}

/** How an instance's services are, one by one. */
export interface StackHealth {
  /** In the order of their names; also, as `missing`, those that should have a container, or another one, and have none. */
  readonly services: readonly ServiceStatus[];
  readonly workers: WorkersStatus;
  /** Containers whose service the Compose file does not have any more: `up` leaves them alone. */
  readonly leftOver: readonly Container[];
  readonly state: InstanceState;
  /** What is wrong in itself, as `why` has it, as far as it was looked at; the likeliest first. */
  readonly causes: readonly Cause[];
  /** Whether its database was made without secrets: a start with secrets would be refused. */
  readonly withoutSecrets: boolean;
}

export interface StackFacts {
  readonly containers: readonly Container[];
  /** Whether the registered directory is there. @default true */
  readonly isPresent?: boolean;
  /** The machine on which published ports are. */
  readonly host: string;
  /** What the Compose file serves, and which services it has at all; undefined: nobody knows. */
  readonly served: ServedBy['services'];
  readonly declared: ServedBy['declared'];
  /** Why a start is refused for it. */
  readonly unusable?: ServedBy['unusable'];
}

/** Looks at what runs of an instance, and asks its backend for the workers. Never fails. */
export async function stackHealth(
  context: Pick<Context, 'home' | 'now' | 'docker' | 'env' | 'run'>,
  instance: Instance,
  { containers, isPresent = true, host, served, declared, unusable }: StackFacts,
): Promise<StackHealth> {
  const expected =
    containers.length === 0 ? new Map<string, number>() : await expectedServices(context, instance, served);
  const { status: workers, instead } = await askForWorkers(containers, host);
  const { redact, isAllowed } = await quotingOf(context, instance, containers);
  const now = context.now().getTime() + (await clockAhead(context, containers));
  const health = judgeHealth(instance, {
    isPresent,
    containers: { kind: 'known', value: containers },
    now,
    ...(await historyOf(context, instance, { containers, now })),
    ...(await mountsOf(context, containers, host)),
    served: { services: served, declared, sharedObservability: false, unusable },
    envFile: await unusableEnvFile(context, instance),
    expected,
    workers,
    backend: instead === undefined ? undefined : { ...instead, tookMs: 0 },
    isQuotable: isAllowed,
    withoutSecrets: await isMadeWithoutSecrets(context, instance),
    failedStart: await refusedStart(context, instance.id),
  });
  return {
    ...health,
    services: health.services.map((row): ServiceStatus =>
      Object.assign({}, row, { problem: row.problem === null ? null : redact(row.problem) }),
    ),
    causes: health.causes.map((cause): Cause => Object.assign({}, cause, { summary: redact(cause.summary) })),
  };
}

interface Quoting {
  /** Takes secrets out of what a health probe says; everything else in a problem is in our own words. */
  readonly redact: (text: string) => string;
  /** Whether it is known what secrets there are. */
  readonly isAllowed: boolean;
}

/** How the probes of unhealthy containers are quoted; without one, nobody is asked. */
async function quotingOf(
  context: Pick<Context, 'docker' | 'env'>,
  instance: Instance,
  containers: readonly Container[],
): Promise<Quoting> {
  if (!containers.some(({ health }) => health?.status === 'unhealthy'))
    return { redact: (text) => text, isAllowed: true };
  const { values, unknown } = await instanceSecrets(context, instance, containers);
  const redactor = createRedactor(values);
  return { redact: (text) => redactor.redact(text), isAllowed: unknown.length === 0 };
}

/** What befell them of late, which is asked for only where one has ended: who ended it. */
async function historyOf(
  context: Pick<Context, 'docker' | 'run' | 'env' | 'now'>,
  instance: Instance,
  { containers, now }: { readonly containers: readonly Container[]; readonly now: number },
): Promise<Partial<History>> {
  if (!containers.some(({ exitCode, state }) => state !== 'running' && exitCode !== 0)) return {};
  return await recentHistory(context, instance, { containers, now }).catch(() => ({}));
}

/** What they mount of this machine, where the Engine is on it. A disk that does not answer tells nothing. */
async function mountsOf(
  context: Pick<Context, 'docker'>,
  containers: readonly Container[],
  host: string,
): Promise<Partial<Pick<CauseFacts, 'missingMounts' | 'replacedMounts'>>> {
  if (host !== LOCAL_HOST) return {};
  const found = await answer(inTime(mountsNow(context, containers), 'The file system'));
  return found.kind === 'known' ? found.value : {};
}

/** By how many milliseconds the Engine's clock is ahead, which is asked for only where a start of a moment ago decides. */
async function clockAhead({ docker }: Pick<Context, 'docker'>, containers: readonly Container[]): Promise<number> {
  if (!containers.some(({ restartCount, exitCode }) => restartCount > 0 || exitCode !== 0)) return 0;
  return await docker.identity().then(
    ({ clockAheadMs }) => clockAheadMs,
    () => 0,
  );
}
