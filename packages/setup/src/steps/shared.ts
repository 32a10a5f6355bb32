import { hasCode, quoteArgument } from '@ktrdr/errors';
import { initShared } from '@ktrdr/instance';
import { formatCopyProgress } from '@ktrdr/terminal';
import { replaceQuestion } from '../ask/replace-question.ts';
import type { SetupRun, Step } from './step.ts';

const STEP = 'copy';

/** Makes the directories that all instances share, empty or as a copy. Data that is there stays, unless a person says otherwise. */
export const shared: Step = async (run) => {
  const { session, shared: source } = run;
  const { context, signal } = session;
  if (source.kind === 'skip') return 'left shared data as it is';
  if (source.kind === 'copy') context.report({ type: 'step-started', step: STEP });
  try {
    const result = await initShared(context, {
      source,
      signal,
      agreed: source.kind === 'copy' ? source.agreed : undefined,
      replace: async (existing) => await mayReplace(run, existing),
      onProgress: (progress) =>
        context.report({ type: 'step-waiting', step: STEP, reason: formatCopyProgress(progress) }),
    });
    if (source.kind === 'copy') context.report({ type: 'step-done', step: STEP });
    const directories = result.directories.map(
      ({ name, files }) => `${name} (${files === 0 ? 'empty' : `${files} files`})`,
    );
    await run.keep({ shared: source.kind === 'copy' ? source.from : source.kind });
    return `shared data is in ${result.path}: ${directories.join(', ')}`;
  } catch (error) {
    if (!hasCode(error, 'SHARED_EXISTS') || source.kind !== 'copy') throw error;
    await run.keep({ shared: source.from });
    return `kept the existing shared data; to replace it: ktrdr sandbox init-shared --from ${quoteArgument(source.from)}`;
  }
};

/** Asked about what has come, or changed, since the questions. */
async function mayReplace({ session, questions }: SetupRun, existing: readonly string[]): Promise<boolean> {
  if (!questions.asksPerson) return false;
  return await questions.confirm(replaceQuestion(session.context.home.shared, existing));
}
