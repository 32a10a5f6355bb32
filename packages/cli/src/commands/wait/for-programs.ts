import type { WaitGoal } from '@ktrdr/instance';

/** What was waited for, as programs read it: `healthy:db`. */
export function forPrograms(goal: WaitGoal): string {
  return goal.kind === 'healthy' ? `healthy:${goal.service}` : goal.kind;
}
