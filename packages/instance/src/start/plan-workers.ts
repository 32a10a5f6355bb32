import { CodedError } from '@ktrdr/errors';
import type { ComposeConfig, Container } from '@ktrdr/compose-runner';
import type { ExtraWorkers, Kind } from '../kinds.ts';

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
 * Decides how many workers a start has: as many as asked for, or else those that have a container already.
 *
 * @param count workers in all, undefined when nobody asked
 * @throws CodedError `USAGE` for a number that the kind cannot have
 */
export function planWorkers(kind: Kind, count: number | undefined, containers: readonly Container[]): WorkersPlan {
  const { extraWorkers } = kind;
  if (extraWorkers === undefined) return { profiles: [], wanted: [], absent: [] };
  const { profile, services, usual } = extraWorkers;
  const running = services.filter((name) => containers.some(({ service }) => service === name));
  if (count === undefined && running.length === 0) return { profiles: [], wanted: [], absent: [] };
  const wanted = count === undefined ? running : services.slice(0, assertCount(count, extraWorkers) - usual);
  // Asked for no more than the usual ones where none of the others runs: the profile, and so its services, can stay off.
  if (wanted.length === 0 && running.length === 0) return { profiles: [], wanted, absent: [] };
  return { profiles: [profile], wanted, absent: services.filter((name) => !wanted.includes(name)) };
}

/** @throws CodedError `COMPOSE_INVALID`, naming the wanted workers that the file does not have */
export function assertHasWorkers(config: ComposeConfig, { wanted }: WorkersPlan, file: string): void {
  const missing = wanted.filter((name) => config.services[name] === undefined);
  if (missing.length === 0) return;
  throw new CodedError(`${file} has no service ${missing.join(', ')}`, {
    code: 'COMPOSE_INVALID',
    hint: 'Ask for fewer workers with --workers, or add those services to the file.',
  });
}

function assertCount(count: number, { services, usual }: ExtraWorkers): number {
  if (Number.isInteger(count) && count >= usual && count <= usual + services.length) return count;
  throw new CodedError(`There cannot be ${count} workers`, {
    code: 'USAGE',
    hint: `Give a whole number from ${usual} to ${usual + services.length}.`,
  });
}
