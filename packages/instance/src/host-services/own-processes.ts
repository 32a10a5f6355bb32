import type { Context } from '../core/context.ts';
import { environmentOf } from './environment-of.ts';
import type { HostServiceRecord } from './host-service-record.ts';
import { type ProcessFacts, processTable } from './process-table.ts';

/** Carries the mark of a service to all that it starts. */
export const MARK_VARIABLE = 'KTRDR_HOST_SERVICE';

/**
 * The pids of what a host service has started and still runs: of all its process group, since uv, uvicorn's reloader and the server itself are processes
 * of their own. None where all have ended, also where another process has the pid by now.
 */
export async function ownProcesses(
  context: Pick<Context, 'env' | 'run'>,
  record: HostServiceRecord | undefined,
): Promise<number[]> {
  if (record === undefined) return [];
  const { kind, pids } = judgeGroup(await processTable(context), record);
  if (kind !== 'leaderless') return pids;
  const marks = await Promise.all(pids.map(async (pid) => (await environmentOf(pid))?.[MARK_VARIABLE]));
  return marks.includes(record.mark) ? pids : [];
}

/**
 * Whose a process group is, by the process that leads it. Where that has ended, the group may be what a later process has left that had
 * the same pid: its members must show whose they are.
 */
export function judgeGroup(
  table: readonly ProcessFacts[],
  { pid: group, startedAt }: Pick<HostServiceRecord, 'pid' | 'startedAt'>,
): { readonly kind: 'own' | 'foreign' | 'leaderless'; readonly pids: number[] } {
  const leader = table.find(({ pid }) => pid === group);
  if (leader !== undefined && leader.startedAt !== startedAt) return { kind: 'foreign', pids: [] };
  const others = table.filter((one) => one.group === group && one !== leader).map(({ pid }) => pid);
  return leader === undefined ? { kind: 'leaderless', pids: others } : { kind: 'own', pids: [leader.pid, ...others] };
}
