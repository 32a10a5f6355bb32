import { findInstance, type WaitGoal, waitFor, type WaitResult } from '@ktrdr/instance';
import { formatElapsed, formatExplanation } from '@ktrdr/terminal';
import { currentDirectory } from '../../command/current-directory.ts';
import type { Handler } from '../../command/handler.ts';
import type { WaitFlags } from './flags.ts';
import { forPrograms } from './for-programs.ts';

/** As of an `up` that is not ready. */
const NOT_REACHED = 2;

/** `wait`: until the instance that is named, or in whose directory it is called, is as it is to be. */
export const wait: Handler<WaitFlags> = async (session, { for: goal, timeout: timeoutMs }, [name]) => {
  const { context, process, signal, style } = session;
  const instance = await findInstance(context, { name, directory: () => process.cwd() });
  const found = await waitFor(context, instance, { goal, timeoutMs, signal });
  const view = { instance, directory: currentDirectory(session) ?? '/', style };
  const elapsed = formatElapsed(found.waitedMs);
  const lines = found.reached
    ? [`${style.green('✓')} ${inWords(goal, found, 'is')} (${elapsed})`]
    : [`${style.red('✗')} ${inWords(goal, found, 'is still not')} (${elapsed})`, ...formatExplanation(found, view)];
  session.result({ ...found, for: forPrograms(goal) }, lines);
  return found.reached ? 0 : NOT_REACHED;
};

function inWords(goal: WaitGoal, { id }: WaitResult, verb: 'is' | 'is still not'): string {
  return goal.kind === 'healthy' ? `${goal.service} of ${id} ${verb} healthy` : `${id} ${verb} ${goal.kind}`;
}
