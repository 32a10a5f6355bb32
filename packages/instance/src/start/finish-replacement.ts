import type { Context } from '../core/context.ts';
import type { HalfReplaced } from './half-replaced.ts';

/** Ends what an earlier start had begun when it was interrupted, and says so. */
export async function finishReplacement({ docker, report }: Context, left: readonly HalfReplaced[]): Promise<void> {
  if (left.length === 0) return;
  report({
    type: 'note',
    text: 'An earlier start was interrupted while containers were being replaced; this one continues.',
  });
  await docker.removeContainers(left.flatMap(({ id, rename }) => (rename === undefined ? [id] : [])));
  for (const { id, rename } of left) if (rename !== undefined) await docker.renameContainer(id, rename);
}
