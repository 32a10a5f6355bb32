import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import type { Death } from '../readiness/judge-containers.ts';
import type { CauseFacts } from './cause-facts.ts';

const ANSWER_WITHIN_MS = 5_000;
const LOOK_BACK_MS = 10 * 60_000;
/** What befell containers of late. */
export type History = Pick<CauseFacts, 'deaths' | 'outOfMemory' | 'killed'>;
/** SIGINT, SIGQUIT, SIGABRT, SIGKILL and SIGTERM, as events have them. */
const ENDING = new Set(['2', '3', '6', '9', '15']);
/** Nothing has happened. */
export const NO_HISTORY: History = { deaths: [], outOfMemory: new Set(), killed: new Set() };

/** What the Engine has seen of the containers in the last ten minutes. */
export async function recentHistory(
  { docker }: Pick<Context, 'docker'>,
  { id: project }: Pick<Instance, 'id'>,
  now: number,
): Promise<History> {
  const deaths: Death[] = [];
  const outOfMemory = new Set<string>();
  const killed = new Set<string>();
  await docker.events(project, {
    since: now - LOOK_BACK_MS,
    until: now,
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    onEvent({ action, id, attributes, time }) {
      if (action === 'die') deaths.push({ containerId: id, exitCode: Number(attributes['exitCode'] ?? 0), time });
      if (action === 'oom') outOfMemory.add(id);
      if (action === 'stop' || (action === 'kill' && ENDING.has(attributes['signal'] ?? ''))) killed.add(id);
      // What was before is over.
      if (action === 'start') for (const ids of [outOfMemory, killed]) ids.delete(id);
    },
  });
  return { deaths, outOfMemory, killed };
}
