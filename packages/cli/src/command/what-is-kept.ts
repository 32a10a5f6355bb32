import { quoteArgument } from '@ktrdr/errors';
import type { Instance, StoppedVolumes } from '@ktrdr/instance';
import { destroyCommand } from '@ktrdr/instance/internal';

/** What a `down` that keeps volumes says of them, after `… is stopped; `: they may be gone before it. */
export function whatIsKept(
  { id }: Pick<Instance, 'id'>,
  { missing, unfinished }: Pick<StoppedVolumes, 'missing' | 'unfinished'>,
): string {
  const names = missing.join(', ');
  if (unfinished === undefined)
    return `its volumes are kept${names === '' ? '' : `, but for those that were gone before: ${names}`}`;
  const finish = unfinished === 'down -v' ? `ktrdr down ${quoteArgument(id)} --volumes` : destroyCommand({ id });
  const gone = names === '' ? '' : ` (gone: ${names})`;
  return `an earlier ${unfinished} was interrupted, and its volumes are as that left them${gone}; to finish it: ${finish}`;
}
