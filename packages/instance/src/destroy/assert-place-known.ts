import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { Instance } from '../core/instance.ts';
import type { PlacePlan } from './plan-place.ts';

/**
 * Refuses where what is there may well be what was registered, or what is left of it, and nobody can tell: once the instance is not registered any
 * more, nothing would lead to it.
 *
 * @param force what git cannot tell is no reason
 * @throws CodedError `REPOSITORY_MISSING`, `REMAINS_UNKNOWN`
 */
export function assertPlaceKnown(instance: Instance, place: PlacePlan, { force }: { readonly force: boolean }): void {
  if (place.kind !== 'leave') return;
  if (place.unknownRemains !== undefined) throw areUnknown(instance, place.unknownRemains);
  if (place.absentRepository !== undefined && !force) throw isWithoutRepository(instance, place.absentRepository);
}

function isWithoutRepository({ id, path }: Instance, repository: string): CodedError {
  return new CodedError(`${path} is a worktree of a missing repository: ${repository}`, {
    code: 'REPOSITORY_MISSING',
    hint:
      'Nothing was changed: without it, the work in the directory cannot be determined. Bring the repository back (mount its disk) or, if its clone was moved, ' +
      `tell git: git -C <the moved clone> worktree repair ${quoteArgument(path)}. Then run the command again. ` +
      orLeave(id),
  });
}

function areUnknown({ id, path }: Instance, remains: string): CodedError {
  return new CodedError(`${remains} is no longer the directory that an earlier destroy of ${id} moved there`, {
    code: 'REMAINS_UNKNOWN',
    hint:
      `Nothing was changed. It may be the rest of ${path}, if the disk has changed, or belong to somebody else: ` +
      `check it, and move it elsewhere or delete it. Then run the command again. ` +
      orLeave(id),
  });
}

function orLeave(id: string): string {
  return `Or keep the directory with all its contents, and destroy the rest: ktrdr sandbox destroy --name ${quoteArgument(id)} --keep-worktree`;
}
