import { join } from 'node:path';
import { quoteArgument } from '@ktrdr/errors';
import { asideCommand } from '../core/aside-command.ts';
import { giveUpCopy, type Staging } from './staging.ts';
import type { SwapStep } from './swap-steps.ts';

/**
 * The commands for who does not want a copy that is being put in its place: what it was to replace goes back first, and nothing is removed that
 * may be the only one of its kind. A copy that is in its place already is moved aside: somebody may have worked in it.
 */
export async function wayBack(shared: string, staging: Staging, steps: readonly SwapStep[]): Promise<string> {
  const kept = steps.filter(({ isOldKept }) => isOldKept);
  const back = kept.filter(({ place, step }) => place !== 'filled' || step === 'placed');
  const moves = await Promise.all(
    back.map(async ({ name, place }) => {
      const to = join(shared, name);
      const move = `mv ${quoteArgument(join(staging.old, name))} ${quoteArgument(to)}`;
      if (place === 'missing') return [move];
      if (place === 'empty') return [`rmdir ${quoteArgument(to)}`, move];
      return [await asideCommand(to, 'copy'), move];
    }),
  );
  const remove = back.length === kept.length ? giveUpCopy(staging) : `rm -r ${quoteArgument(staging.fresh)}`;
  return [...moves.flat(), remove].join(' && ');
}
