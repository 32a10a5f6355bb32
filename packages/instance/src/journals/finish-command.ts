import { destroyCommand } from '../core/destroy-command.ts';
import { instanceCommand } from '../core/instance-command.ts';
import type { KeptPart } from './destroy-journal.ts';
import type { Removal } from './unfinished-removal.ts';

/** The command that finishes a removal that was interrupted, as it was begun. */
export function finishCommand(
  { id }: { readonly id: string },
  removal: Removal,
  keeps: readonly KeptPart[] = [],
): string {
  if (removal === 'down -v') return `${instanceCommand('down', { id })} --volumes`;
  return `${destroyCommand({ id })}${keeps.map((part) => ` --keep-${part}`).join('')}`;
}
