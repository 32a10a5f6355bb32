import { dirname } from 'node:path';
import { quoteArgument } from '@ktrdr/errors';
import { LOCAL_PROD_ID } from '../core/kinds.ts';
import { isOfThisRegistry } from '../checkout/marker-home.ts';
import { againCommand } from '../core/again-command.ts';
import type { PlaceFacts } from './facts.ts';

/** An instance that is to be registered again, and where it is. */
export interface LostFacts {
  readonly id: string;
  readonly place: PlaceFacts;
  /** As far as it is known; its `.env.sandbox` tells it where it has one. */
  readonly slot?: number | undefined;
  /** Whether it has volumes of which nothing is written down here. */
  readonly hasUnrecordedVolumes?: boolean | undefined;
  /** Whether our home has a record of it. @default no */
  readonly isRecorded?: boolean | undefined;
}

/** The command that registers it again, in its directory. One that is refused leaves every file where it was. */
export function registerAgain({
  id,
  place,
  slot,
  hasUnrecordedVolumes = false,
  isRecorded = false,
}: LostFacts): string {
  const back = place.aside?.['INSTANCE_ID'] === id ? ['mv -n .env.sandbox.before .env.sandbox'] : [];
  const isTold = markerOf(place)?.['INSTANCE_ID'] === id;
  const name = isTold || id === LOCAL_PROD_ID ? '' : ` -n ${quoteArgument(id)}`;
  const inSlot = name === '' || slot === undefined ? '' : ` -s ${slot}`;
  const keep = hasUnrecordedVolumes ? ' --keep-volumes' : '';
  // Of a local-prod of which nothing tells, there is nothing to register again.
  const init = id === LOCAL_PROD_ID && !isTold && !isRecorded ? 'ktrdr local-prod init' : againCommand(id);
  return [`cd ${quoteArgument(place.path)}`, ...back, `${init}${name}${inSlot}${keep}`].join(' && ');
}

/** What a directory says of itself, also in a file that was moved aside. */
export function markerOf({ marker, aside }: PlaceFacts): Readonly<Record<string, string>> | undefined {
  return marker.kind === 'known' ? (marker.value ?? aside) : undefined;
}

/**
 * Whether an instance is one of this registry. A file that was moved aside may be of one that was destroyed: it tells only of an instance of
 * which there is a record.
 */
export function isOurs(id: string, { home, aside }: PlaceFacts, records: ReadonlyMap<string, string>): boolean {
  const isRecorded = records.has(id);
  return isOfThisRegistry(aside === undefined || isRecorded ? home : 'unknown', isRecorded);
}

/** Whose an instance is that is another registry's, in words: `was registered with another KTRDR_HOME, /x`. */
export function registeredElsewhere(place: PlaceFacts): string {
  const shared = markerOf(place)?.['KTRDR_SHARED_DIR'];
  return place.home === 'another' && shared !== undefined
    ? `was registered with another KTRDR_HOME, ${dirname(shared)}`
    : 'may belong to another registry (KTRDR_HOME): there is no record of it here';
}
