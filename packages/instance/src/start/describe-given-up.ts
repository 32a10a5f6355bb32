import type { ProjectVolume } from '@ktrdr/compose-runner';
import { instanceCommand } from '../core/instance-command.ts';
import type { Removal } from '../journals/unfinished-removal.ts';

/**
 * What is said where an instance is started that was being taken away: the Engine empties a volume before it goes, and may have been ended in the middle of it.
 *
 * @param left the volumes of its own that are still there
 */
export function describeGivenUp(id: string, removal: Removal, left: readonly Pick<ProjectVolume, 'name'>[]): string {
  const given = `An earlier ${removal} of ${id} was interrupted. It is abandoned, because the instance is being started. Whatever it had removed is created anew, empty.`;
  if (left.length === 0) return given;
  const names = left.map(({ name }) => name).join(', ');
  return `${given} Data in the remaining volumes may be incomplete: ${names}. To create them anew as well: ${instanceCommand('down', { id })} --volumes && ${instanceCommand('up', { id })}`;
}
