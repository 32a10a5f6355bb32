import type { ContainerSummary } from '@ktrdr/compose-runner';

/**
 * - `running`: every container of the project runs, one-shots that ended with 0 aside, and none is unhealthy
 * - `partial`: some do, or none does and one is paused or being restarted
 * - `stopped`: none does
 * - `missing`: the registered directory is not there
 * - `unknown`: the Engine cannot be asked
 */
export type InstanceState = 'running' | 'partial' | 'stopped' | 'missing' | 'unknown';

/** Neither runs nor was stopped: a paused container keeps its memory and its ports. */
const HELD = new Set(['restarting', 'paused']);

/** The state of an instance by its containers. */
export function stateOf(containers: readonly ContainerSummary[]): 'running' | 'partial' | 'stopped' {
  const expected = containers.filter((container) => !isFinishedOneShot(container));
  const running = expected.filter(({ state }) => state === 'running');
  if (running.length === 0) return expected.some(({ state }) => HELD.has(state)) ? 'partial' : 'stopped';
  const well = running.filter(({ health }) => health?.status !== 'unhealthy');
  return well.length === expected.length ? 'running' : 'partial';
}

function isFinishedOneShot({ state, exitCode, restartPolicy }: ContainerSummary): boolean {
  return state === 'exited' && exitCode === 0 && (restartPolicy === 'no' || restartPolicy === 'on-failure');
}
