import type { Context } from '../core/context.ts';
import { type Container, LOCAL_HOST } from '@ktrdr/compose-runner';
import type { Instance } from '../core/instance.ts';
import { askKernel } from './ask-kernel.ts';
import type { Death } from '../readiness/judge-containers.ts';
import type { CauseFacts } from './cause-facts.ts';

const ANSWER_WITHIN_MS = 5_000;
const LOOK_BACK_MS = 10 * 60_000;
/** What befell containers of late. */
export type History = Pick<CauseFacts, 'deaths' | 'outOfMemory' | 'killed' | 'kernelKills'>;
/** As a shell says it of a process that SIGKILL ended. */
const KILLED_CODE = 137;
/** SIGINT, SIGQUIT, SIGABRT, SIGKILL and SIGTERM, as events have them. */
const ENDING = new Set(['2', '3', '6', '9', '15']);
/** Nothing has happened. */
export const NO_HISTORY: History = { deaths: [], outOfMemory: new Set(), killed: new Set(), kernelKills: new Map() };

export interface HistoryOf {
  readonly containers: readonly Container[];
  /** Milliseconds since 1970, by the Engine's clock. */
  readonly now: number;
}

/** What the Engine has seen of the containers in the last ten minutes, and of those that were killed, what the kernel of its machine says, where that is this one. */
export async function recentHistory(
  context: Pick<Context, 'docker' | 'run' | 'env' | 'now'>,
  { id: project }: Pick<Instance, 'id'>,
  { containers, now }: HistoryOf,
): Promise<History> {
  const deaths: Death[] = [];
  const outOfMemory = new Set<string>();
  const killed = new Set<string>();
  await context.docker.events(project, {
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
  const suspect = containers.filter(({ id, exitCode }) => exitCode === KILLED_CODE && !killed.has(id));
  const isHere = async (): Promise<boolean> =>
    process.platform === 'linux' && (await context.docker.host()) === LOCAL_HOST;
  const kernelKills = suspect.length > 0 && (await isHere()) ? await askKernel(context, suspect) : new Map();
  return { deaths, outOfMemory, killed, kernelKills };
}
