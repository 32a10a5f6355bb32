import { dirname } from 'node:path';
import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { MarkerHome } from '../checkout/marker-home.ts';
import { againCommand } from '../core/again-command.ts';
import { LOCAL_PROD_ID, SANDBOX_SLOTS } from '../core/kinds.ts';

/** What the `.env.sandbox` of an instance tells that its registry has lost. */
export interface LostInstance {
  readonly slot: number | undefined;
  /** ISO 8601, UTC. */
  readonly createdAt: string | undefined;
}

/** @throws CodedError `NOT_IN_INSTANCE` where nothing tells of an instance that could be registered again */
export function nothingLost(path: string, id: string): CodedError {
  const anew =
    id === LOCAL_PROD_ID
      ? 'to make it local-prod: ktrdr local-prod init'
      : 'to register it again anyway, give its name: ktrdr sandbox init --again --name <name>; to make it a new sandbox: ktrdr sandbox init';
  return new CodedError(`${path} has no .env.sandbox that identifies it, and there is no record of ${id} here`, {
    code: 'NOT_IN_INSTANCE',
    hint: `Nothing was changed. If its .env.sandbox was moved aside, put it back first; ${anew}`,
  });
}

/**
 * What an `.env.sandbox` tells of the instance that is to be registered again. Nothing where there is no such file.
 *
 * @param id the instance that is to be registered
 * @param home which registry the file is of
 * @throws CodedError `IDENTITY_MISMATCH`, `FOREIGN_PROJECT`
 */
export function lostInstance(
  path: string,
  {
    id,
    marker,
    home,
  }: { readonly id: string; readonly marker: Readonly<Record<string, string>>; readonly home: MarkerHome },
): LostInstance {
  const owner = marker['INSTANCE_ID'];
  if (owner !== id) {
    throw new CodedError(`${path}/.env.sandbox says that this directory is ${owner ?? 'nothing'}, not ${id}`, {
      code: 'IDENTITY_MISMATCH',
      hint: `Nothing was changed.${owner === undefined ? '' : ` To register it under that name: ${againCommand(owner)}`}`,
    });
  }
  if (home === 'another') {
    const theirs = dirname(marker['KTRDR_SHARED_DIR'] ?? '');
    throw new CodedError(`According to its .env.sandbox, ${path} was registered with another KTRDR_HOME: ${theirs}`, {
      code: 'FOREIGN_PROJECT',
      hint: `Nothing was changed. If that registry has lost it, register it again there: KTRDR_HOME=${quoteArgument(theirs)} ${againCommand(id)}`,
    });
  }
  const slot = Number(marker['SLOT_NUMBER'] ?? Number.NaN);
  const createdAt = marker['CREATED_AT'];
  return {
    slot: Number.isInteger(slot) && slot >= SANDBOX_SLOTS.min && slot <= SANDBOX_SLOTS.max ? slot : undefined,
    createdAt: createdAt?.endsWith('Z') === true && !Number.isNaN(Date.parse(createdAt)) ? createdAt : undefined,
  };
}
