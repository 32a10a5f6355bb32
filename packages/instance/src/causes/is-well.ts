import type { Trouble } from './cause.ts';
import { isRemark } from './is-remark.ts';
import type { InstanceState } from '../served/instance-state.ts';

/** Whether an instance runs, and nothing is wrong with it: what is only remarked keeps nothing from working. */
export function isWell({
  state,
  causes,
}: {
  readonly state: InstanceState;
  readonly causes: readonly Pick<Trouble, 'code'>[];
}): boolean {
  return state === 'running' && causes.every(isRemark);
}
