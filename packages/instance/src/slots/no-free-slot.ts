import { CodedError } from '@ktrdr/errors';
import { slotHolders } from '@ktrdr/registry';
import type { Context } from '../core/context.ts';
import { journaledIds } from '../journals/create-journal.ts';
import { destroyCommand } from '../core/destroy-command.ts';
import { SANDBOX_SLOTS } from '../core/kinds.ts';
import { type ListedInstance, listInstances } from '../list/list-instances.ts';

/**
 * The error for a machine whose sandbox slots are all taken: who holds each, since when, whether it runs, and the command that
 * frees it.
 */
export async function noFreeSlot(context: Context, held: ReadonlyMap<number, string>): Promise<CodedError> {
  const [instances, document, unfinished] = await Promise.all([
    listInstances(context),
    context.registry.read(),
    journaledIds(context),
  ]);
  const { min, max } = SANDBOX_SLOTS;
  const holders = slotHolders(document);
  const lines = Array.from({ length: max - min + 1 }, (_, index) => {
    const slot = min + index;
    const instance = instances.find((one) => one.slot === slot);
    const why =
      instance === undefined ? (holders.get(slot)?.join(', ') ?? held.get(slot)) : describe(instance, unfinished);
    return `slot ${slot}: ${why ?? 'free now'}`;
  });
  return new CodedError(`No slot from ${min} to ${max} is free`, {
    code: 'NO_FREE_SLOT',
    detail: lines.join('\n'),
    hint: 'Destroy a sandbox that you no longer need, with the command beside it, or free the ports of a slot.',
  });
}

function describe({ id, state, createdAt }: ListedInstance, unfinished: readonly string[]): string {
  if (unfinished.includes(id)) return `${id}, since ${createdAt}, being created`;
  return `${id}, since ${createdAt}, ${state}; to free it: ${destroyCommand({ id })}`;
}
