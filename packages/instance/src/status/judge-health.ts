import type { Container } from '@ktrdr/compose-runner';
import type { CauseCode } from '../causes/cause-codes.ts';
import type { Cause } from '../causes/cause.ts';
import type { CauseFacts } from '../causes/cause-facts.ts';
import { mountTroubles, troublesOf } from '../causes/find-troubles.ts';
import { judgeInstance } from '../causes/judge-instance.ts';
import type { History } from '../causes/recent-history.ts';
import { unasked } from '../causes/unasked.ts';
import type { Instance } from '../core/instance.ts';
import type { WorkersStatus } from '../readiness/workers-status.ts';
import type { ServedBy } from '../served/served-by.ts';
import type { ServiceStatus, StackHealth } from './stack-health.ts';

/** What `status` and `doctor` ask of an instance; `why` asks for the rest, too. */
export interface AskedFacts
  extends
    Pick<
      CauseFacts,
      | 'isPresent'
      | 'now'
      | 'served'
      | 'envFile'
      | 'expected'
      | 'backend'
      | 'isQuotable'
      | 'withoutSecrets'
      | 'failedStart'
    >,
    Partial<Pick<CauseFacts, 'missingMounts' | 'replacedMounts'>>,
    Partial<History> {
  readonly containers: Extract<CauseFacts['containers'], { kind: 'known' }>;
  readonly workers: WorkersStatus;
}

/** How an instance's services are, by what was asked; nothing is wrong by what was not. */
export function judgeHealth(instance: Instance, asked: AskedFacts): StackHealth {
  const facts: CauseFacts = { ...unasked(instance), ...asked };
  const containers = asked.containers.value;
  const { state, causes } = judgeInstance(facts);
  return {
    services: [...rowsOf(containers, { facts, causes }), ...missingRows(causes)].toSorted((one, other) =>
      one.name.localeCompare(other.name),
    ),
    workers: asked.workers,
    leftOver: containers.filter(({ service }) => isDropped(service, asked.served.declared)),
    state,
    causes,
    withoutSecrets: asked.withoutSecrets,
  };
}

/** What nobody sees by looking at the container. */
const NOT_OF_CONTAINERS: ReadonlySet<CauseCode> = new Set(['BACKEND_SILENT', 'BACKEND_FAILS', 'WORKER_UNREGISTERED']);

/** One for each container. */
function rowsOf(
  containers: readonly Container[],
  { facts, causes }: { readonly facts: CauseFacts; readonly causes: readonly Cause[] },
): ServiceStatus[] {
  const mounts = mountTroubles(facts);
  return containers.map((container) => {
    const { service, state, health, ports } = container;
    // What is only starting is not sick.
    const own = troublesOf(container, facts).find(({ code }) => code !== 'STARTING');
    // Of mounts, of a backend that does not answer, and of a worker whose backend answers.
    const trouble =
      own ??
      mounts.find((one) => one.service === service) ??
      causes.find((one) => one.service === service && NOT_OF_CONTAINERS.has(one.code));
    return {
      name: service,
      state,
      health: health?.status ?? null,
      ports: [...new Set(ports.map(({ published }) => published))].toSorted((one, other) => one - other),
      problem: trouble?.summary ?? null,
      code: trouble?.code ?? null,
    };
  });
}

/** One for each service that has fewer containers than it should. */
function missingRows(causes: readonly Cause[]): ServiceStatus[] {
  return causes
    .flatMap((cause) => [cause, ...cause.consequences])
    .flatMap(({ code, service, summary }) =>
      code !== 'NO_CONTAINER' || service === null
        ? []
        : [{ name: service, state: 'missing', health: null, ports: [], problem: summary, code }],
    );
}

function isDropped(service: string, declared: ServedBy['declared']): boolean {
  return declared !== undefined && !declared.has(service);
}
