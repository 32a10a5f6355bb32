import { quoteArgument } from '@ktrdr/errors';
import type { Instance } from '../core/instance.ts';

/** The command that destroys an instance, from any directory. */
export function destroyCommand({ id, kind }: Pick<Instance, 'id' | 'kind'>): string {
  return kind.name === 'sandbox' ? `${kind.command} destroy --name ${quoteArgument(id)}` : `${kind.command} destroy`;
}
