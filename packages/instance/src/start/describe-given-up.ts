import type { ProjectVolume } from '@ktrdr/compose-runner';
import { instanceCommand } from '../core/instance-command.ts';
import type { Removal } from '../journals/unfinished-removal.ts';

/**
 * What is said where an instance is started that was being taken away: the Engine empties a volume before it goes, and may have been ended in the middle of it.
 *
 * @param left the volumes of its own that are still there
 */
export function describeGivenUp(id: string, removal: Removal, left: readonly Pick<ProjectVolume, 'name'>[]): string {
  const given = `A ${removal} of ${id} was interrupted; it is given up, because it is started. What was gone by then is made anew, empty.`;
  if (left.length === 0) return given;
  const names = left.map(({ name }) => name).join(', ');
  return `${given} What is in volumes that are still there may not be whole: ${names}. To have them made anew as well: ${instanceCommand('down', { id })} --volumes && ${instanceCommand('up', { id })}`;
}
