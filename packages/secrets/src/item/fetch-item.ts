import { diagnoseFailure } from './diagnose-failure.ts';
import { itemOf } from './item-of.ts';
import { type ItemAddress, itemGetArgs } from './op-command.ts';
import { parseItem } from './parse-item.ts';
import { type Run, runCommand, type RunOptions } from '@ktrdr/process';
import type { ItemField } from './secret-field.ts';

// As long as the 1Password app leaves its question for approval standing.
const ANSWER_WITHIN_MS = 60_000;

/** Which item is read, and how. */
export interface FetchItemOptions extends ItemAddress {
  /** The fields that it should have, for the command that creates one. */
  readonly fields: readonly ItemField[];
  /** The environment of `op`: its PATH and HOME, and the `OP_…` variables that sign it in. */
  readonly env: RunOptions['env'];
  /** How long `op` may take, in milliseconds; a person may have to approve. @default 60000 */
  readonly timeoutMs?: number;
  /** Aborting it ends `op`; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** @default {@link runCommand} */
  readonly run?: Run;
}

/** A 1Password item that was read. Its values show nowhere but in what `pick` returns. */
export interface Item {
  /** The labels of its fields, in their order; one may be there several times. */
  readonly labels: readonly string[];
  /**
   * The values of these fields by label, exactly as stored.
   *
   * @throws SecretsUnavailableError about fields that are missing or wrong
   */
  pick(fields: readonly ItemField[]): Record<string, string>;
  /** The same item, of which no value is kept, for as long as nobody needs one. */
  withoutValues(): ItemWithoutValues;
}

/** A 1Password item that was read, and whose values are forgotten. */
export interface ItemWithoutValues extends Pick<Item, 'labels'> {
  /**
   * The labels of those of these fields that it has.
   *
   * @throws SecretsUnavailableError about fields that are missing or wrong
   */
  has(fields: readonly ItemField[]): string[];
}

/**
 * Reads a 1Password item with one call of `op item get`, whose answer alone decides: `op whoami` says "not signed in" in set-ups where
 * reading works. Which of its fields are wanted may be decided later.
 *
 * @throws SecretsUnavailableError `SECRETS_UNAVAILABLE`; its `reason` tells the causes apart, its hint has the command
 *   that mends it, and nothing in it is a value
 */
export async function fetchItem(options: FetchItemOptions): Promise<Item> {
  const { fields, env, timeoutMs = ANSWER_WITHIN_MS, signal, run = runCommand, ...address } = options;
  // To `op`, `-` means names on standard input, and `-x` a flag.
  if (address.item === '' || address.item.startsWith('-')) throw new TypeError(`${address.item} is not an item name`);

  const result = await run('op', itemGetArgs(address), { env, timeoutMs, ...(signal === undefined ? {} : { signal }) });
  if (result.aborted) signal?.throwIfAborted();
  const failure = diagnoseFailure({ address, fields, env, timeoutMs }, result);
  if (failure !== undefined) throw failure;
  return itemOf(address, parseItem(address, result.stdout));
}
