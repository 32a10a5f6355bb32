import type { ContainerSummary } from '@ktrdr/compose-runner';
import type { Explanation } from '../causes/explain.ts';
import { isRemark } from '../causes/is-remark.ts';
import { isWell } from '../causes/is-well.ts';
import { stateOf } from '../served/instance-state.ts';

/** What is waited for. */
export type WaitGoal =
  /** Everything runs, every health check is healthy, and nothing is wrong by which anything fails. */
  | { readonly kind: 'ready' }
  /** No container runs, is paused or is being restarted. */
  | { readonly kind: 'stopped' }
  /** Every container of this service runs, and is healthy where it has a health check. */
  | { readonly kind: 'healthy'; readonly service: string };

/**
 * Whether it is so, by what a list of containers tells.
 *
 * @returns `perhaps` for one that must be judged by more than that
 */
export function judgeGoal(goal: WaitGoal, containers: readonly ContainerSummary[]): 'yes' | 'no' | 'perhaps' {
  if (goal.kind === 'stopped') return stateOf(containers) === 'stopped' ? 'yes' : 'no';
  if (goal.kind === 'healthy') {
    const own = containers.filter(({ service }) => service === goal.service);
    return own.length > 0 && own.every(isUp) ? 'yes' : 'no';
  }
  const isAnyIll = containers.some((one) => one.state === 'running' && !isUp(one));
  return stateOf(containers) === 'running' && !isAnyIll ? 'perhaps' : 'no';
}

/** Whether an instance of which a list of containers tells nothing bad is ready: all is known, and all is well. */
export function isReadyBy({ unknown, ...judged }: Pick<Explanation, 'state' | 'causes' | 'unknown'>): boolean {
  return unknown.length === 0 && isWell(judged);
}

/** Whether something is wrong with the service that is to be healthy: between two crashes it runs, too. */
export function isIll(goal: WaitGoal, { causes }: Pick<Explanation, 'causes'>): boolean {
  if (goal.kind !== 'healthy') return false;
  return causes
    .flatMap((cause) => [cause, ...cause.consequences])
    .some((one) => one.service === goal.service && !isRemark(one));
}

function isUp({ state, health }: ContainerSummary): boolean {
  return state === 'running' && (health === undefined || health.status === 'healthy');
}
