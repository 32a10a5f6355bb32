import { CodedError } from '@ktrdr/errors';
import type { ComposeConfig, Container } from '@ktrdr/compose-runner';
import type { Instance } from '../core/instance.ts';
import { instanceCommand } from '../core/instance-command.ts';
import type { ExtraWorkers, Kind } from '../core/kinds.ts';
import type { ComposeFileChoice } from '../compose-file/choose-compose-file.ts';
import type { StartOptions } from './start-options.ts';
import { withoutWorkers } from './without-workers.ts';

/** Which of a kind's extra workers a start has. */
export interface WorkersPlan {
  /** Profiles to enable besides the kind's own. */
  readonly profiles: readonly string[];
  /** Extra workers that must run. */
  readonly wanted: readonly string[];
  /** Extra workers that must not. */
  readonly absent: readonly string[];
}

/**
 * Decides how many workers a start has: as many as asked for, or else those that have a container already. Where no worker has one and nobody
 * asked, the file decides: those that it keeps in the extra profile stay off, those that it has in a profile of the kind's start.
 *
 * @param count workers in all, undefined when nobody asked
 * @throws CodedError `USAGE` for a number that the kind cannot have
 */
export function planWorkers(kind: Kind, count: StartOptions['workers'], containers: readonly Container[]): WorkersPlan {
  const { extraWorkers } = kind;
  if (extraWorkers === undefined) return { profiles: [], wanted: [], absent: [] };
  const { profile, services, usual } = extraWorkers;
  const running = services.filter((name) => containers.some(({ service }) => service === name));
  if (typeof count !== 'number' && running.length === 0) {
    // A container that was never started is all that an interrupted start may have got to.
    const keepsUsual = containers.some(({ service, state }) => usual.includes(service) && state !== 'created');
    return { profiles: [], wanted: [], absent: keepsUsual ? services : [] };
  }
  const wanted = typeof count === 'number' ? extraWorkersFor(count, extraWorkers) : running;
  // Asked for no more than the usual ones where none of the others runs: the profile, and so its services, can stay off.
  if (wanted.length === 0 && running.length === 0) return { profiles: [], wanted, absent: services };
  return { profiles: [profile], wanted, absent: services.filter((name) => !wanted.includes(name)) };
}

/** @throws CodedError `COMPOSE_INVALID`, naming the wanted workers that the files do not have in a profile that is on */
export function assertHasWorkers(config: ComposeConfig, { wanted }: WorkersPlan, choice: ComposeFileChoice): void {
  const missing = wanted.filter((name) => config.services[name] === undefined);
  if (missing.length > 0) throw withoutWorkers(missing, choice, []);
}

/** @throws CodedError `USAGE` for a number that the kind cannot have */
export function extraWorkersFor(count: number, { services, usual }: ExtraWorkers): readonly string[] {
  if (Number.isInteger(count) && count >= usual.length && count <= usual.length + services.length) {
    return services.slice(0, count - usual.length);
  }
  throw new CodedError(`Cannot start ${count} workers`, {
    code: 'USAGE',
    hint: `Give a whole number from ${usual.length} to ${usual.length + services.length}.`,
  });
}

/**
 * What to say of workers that a start leaves out although nobody asked for that now: as many as before are kept.
 *
 * @returns undefined where the file has no others
 */
export function keptWorkers(
  instance: Pick<Instance, 'id' | 'kind'>,
  {
    asked,
    plan,
    config,
  }: { readonly asked: StartOptions['workers']; readonly plan: WorkersPlan; readonly config: ComposeConfig },
): string | undefined {
  const { extraWorkers } = instance.kind;
  const absent = plan.absent.filter((name) => config.services[name] !== undefined);
  if (extraWorkers === undefined || asked !== undefined || absent.length === 0) return undefined;
  const count = extraWorkers.usual.length + plan.wanted.length + absent.length;
  return `Starting the same number of workers as before; not started: ${absent.join(', ')} (to start them too: ${instanceCommand('up', instance)} --workers ${count})`;
}
