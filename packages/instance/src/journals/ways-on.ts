import type { Instance } from '../core/instance.ts';
import { instanceCommand } from '../core/instance-command.ts';
import type { UnfinishedRemoval } from './unfinished-removal.ts';

/** What is said of an instance whose removal was interrupted, where somebody begins to use it: how that is finished, and what gives it up. */
export function waysOn(instance: Pick<Instance, 'id'>, { removal, finish }: UnfinishedRemoval): string {
  return `A ${removal} of it was interrupted, and some of it may be gone. Finish it: ${finish}; or use the instance again, which abandons the ${removal}: ${instanceCommand('up', instance)}`;
}
