import { ktrdrLayout } from '@ktrdr/ports';
import { destroyCommand } from './destroy-command.ts';
import type { Instance } from './instance.ts';
import { isSlot } from './is-slot.ts';

/** That an instance has a slot in the registry that does not exist, and so no ports; undefined where it does. */
export function slotOutOfRange({
  id,
  slot,
}: Pick<Instance, 'id' | 'slot'>): { readonly text: string; readonly command: string } | undefined {
  if (isSlot(slot)) return undefined;
  return {
    text: `has slot ${slot} in the registry, but slots are 0 to ${ktrdrLayout.lastSlot}`,
    command: destroyCommand({ id }),
  };
}
