import { join } from 'node:path';
import { quoteArgument } from '@ktrdr/errors';
import type { Staging } from './staging.ts';
import type { SwapStep } from './swap-steps.ts';

/**
 * The commands for who does not want a copy that is being put in its place: what it was to replace goes back first, and nothing is removed that
 * may be the only one of its kind.
 */
export function wayBack(shared: string, staging: Staging, steps: readonly SwapStep[]): string {
  const kept = steps.filter(({ isOldKept }) => isOldKept);
  const back = kept.filter(({ place }) => place !== 'filled');
  const moves = back.flatMap(({ name, place }) => {
    const to = join(shared, name);
    const move = `mv ${quoteArgument(join(staging.old, name))} ${quoteArgument(to)}`;
    return [...(place === 'empty' ? [`rmdir ${quoteArgument(to)}`] : []), move];
  });
  const remove = `rm -r ${quoteArgument(back.length === kept.length ? staging.path : staging.fresh)}`;
  return [...moves, remove].join(' && ');
}
