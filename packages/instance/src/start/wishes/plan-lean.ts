import type { ComposeConfig } from '@ktrdr/compose-runner';
import { CodedError, quoteArgument } from '@ktrdr/errors';
import { workerTypeOf } from '../../core/worker-variables.ts';
import type { StartOptions } from '../start-options.ts';
import type { Remembered } from '../../env-file/remembered.ts';

/** What of a sandbox's services is wanted. */
export type Wanted = Pick<Remembered, 'workers' | 'without'>;

export interface LeanRequest {
  /** What holds, now and later. */
  readonly remembered: Wanted;
  /** What was asked for just now: a mistake in it is refused, where one of earlier belongs to another branch's file. */
  readonly asked: Pick<StartOptions, 'workers' | 'without' | 'with'>;
  /** The services' names as the files have them. */
  readonly order: readonly string[];
}

export interface Lean {
  /** The services that are left out, in the order of the file. */
  readonly absent: readonly string[];
  /** What is to be remembered: where a worker beyond the number is wanted, the others beyond it by their names, in place of the number. */
  readonly remembered: Wanted;
}

/**
 * Decides which services of a resolved file a start leaves out: those named, and the workers beyond the number that is wanted. Of workers, the
 * first of each type comes before any second one.
 *
 * @throws CodedError `NO_SUCH_SERVICE`, `USAGE`, and `SERVICE_NEEDED` where what stays depends on what is left out
 */
export function planLean(config: ComposeConfig, { remembered: before, asked, order }: LeanRequest): Lean {
  const names = Object.keys(config.services).toSorted((a, b) => rank(order, a) - rank(order, b));
  assertKnown([...(asked.without ?? []), ...(asked.with ?? [])], names);
  const workers = byTurns(config, names).filter((name) => !before.without.includes(name));
  if (typeof asked.workers === 'number' && asked.workers > workers.length) {
    throw new CodedError(`There are no ${asked.workers} workers to start`, {
      code: 'USAGE',
      hint: `Give a number up to ${workers.length}, or all. There ${workers.length === 1 ? 'is' : 'are'}: ${workers.join(', ') || 'none'}`,
    });
  }
  const beyond = workers.slice(before.workers ?? workers.length);
  const wanted = beyond.filter((name) => asked.with?.includes(name) === true);
  if (typeof asked.workers === 'number') assertNotBeyond(wanted, asked.workers);
  const unwanted = beyond.filter((name) => !wanted.includes(name));
  const remembered =
    wanted.length === 0 ? before : { workers: undefined, without: [...before.without, ...unwanted].toSorted() };
  const absent = names.filter((name) => before.without.includes(name) || unwanted.includes(name));
  assertNotNeeded(config, absent, asked.without ?? []);
  return { absent, remembered };
}

/** What does not come from the file's text (an include that could not be read) comes last. */
function rank(order: readonly string[], name: string): number {
  const at = order.indexOf(name);
  return at < 0 ? order.length : at;
}

/** The workers: the first of each type, then the second of each, and so on. */
function byTurns({ services }: ComposeConfig, names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  const workers = names.flatMap((name) => {
    const service = services[name];
    const type = service && workerTypeOf(service);
    if (type === undefined) return [];
    const turn = counts.get(type) ?? 0;
    counts.set(type, turn + 1);
    return [{ name, turn }];
  });
  return workers.toSorted((a, b) => a.turn - b.turn).map(({ name }) => name);
}

function assertKnown(asked: readonly string[], names: readonly string[]): void {
  const unknown = asked.filter((name) => !names.includes(name));
  if (unknown.length === 0) return;
  throw new CodedError(`The Compose file has no service ${unknown.join(', ')}`, {
    code: 'NO_SUCH_SERVICE',
    hint: `It has: ${names.join(', ')}`,
  });
}

function assertNotBeyond(wanted: readonly string[], workers: number): void {
  if (wanted.length === 0) return;
  throw new CodedError(
    `${wanted.join(', ')} is beyond the ${workers} worker${workers === 1 ? ' that is' : 's that are'} wanted`,
    {
      code: 'USAGE',
      hint: 'Give a larger number with --workers, or all; or only --with, which adds it to those that are started.',
    },
  );
}

/** Source: https://docs.docker.com/reference/compose-file/services/#depends_on (`required`) */
function assertNotNeeded({ services }: ComposeConfig, absent: readonly string[], asked: readonly string[]): void {
  const needs = Object.entries(services).flatMap(([name, { depends_on: all }]) =>
    absent.includes(name)
      ? []
      : Object.entries(all ?? {}).flatMap(([needed, { required }]) =>
          absent.includes(needed) && required !== false ? [{ name, needed }] : [],
        ),
  );
  if (needs.length === 0) return;
  const list = [...new Set(needs.map(({ needed }) => needed))].map((needed) => {
    const dependants = needs.filter((one) => one.needed === needed).map(({ name }) => name);
    return `${dependants.join(', ')} need${dependants.length === 1 ? 's' : ''} ${needed}`;
  });
  const dependants = [...new Set(needs.map(({ name }) => name))];
  const earlier = [...new Set(needs.map(({ needed }) => needed))].filter((name) => !asked.includes(name));
  throw new CodedError(`These services cannot be left out: ${list.join('; ')}`, {
    code: 'SERVICE_NEEDED',
    hint: [
      `Leave out what needs them too (${dependants.map((name) => `--without ${quoteArgument(name)}`).join(' ')}), or start them (--with).`,
      ...(earlier.length === 0
        ? []
        : [
            `${earlier.join(', ')}: left out by the setting sandbox.without when the sandbox was made, or by an earlier start.`,
          ]),
    ].join('\n'),
  });
}
