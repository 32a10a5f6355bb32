import type { Item, ItemWithoutValues } from './fetch-item.ts';
import type { ItemAddress } from './op-command.ts';
import type { OpItem } from './op-item.ts';
import { type JudgedItem, judgeItem, pickFields, presentFields } from './pick-fields.ts';

/** What an error about a field is to say, where it is not 1Password's. */
type Told = (error: unknown) => unknown;

/** What was read, with what one may ask of it. */
export function itemOf(address: ItemAddress, item: OpItem, told: Told = asItIs): Item {
  return {
    labels: judgeItem(item).labels,
    pick: (wanted) => orTold(() => pickFields(address, wanted, item), told),
    withoutValues: () => forgetful(address, judgeItem(item), told),
  };
}

// These are not where the item is: what is made there would keep it.

function asItIs(error: unknown): unknown {
  return error;
}

function forgetful(address: ItemAddress, judged: JudgedItem, told: Told): ItemWithoutValues {
  return {
    labels: judged.labels,
    has: (wanted) => orTold(() => presentFields(address, wanted, judged).map(({ label }) => label), told),
  };
}

function orTold<T>(act: () => T, told: Told): T {
  try {
    return act();
  } catch (error) {
    throw told(error);
  }
}
