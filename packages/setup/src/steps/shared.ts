import { hasCode } from '@ktrdr/errors';
import { initShared } from '@ktrdr/instance';
import type { SetupRun, Step } from './step.ts';

/** Makes the directories that all instances share, empty or as a copy. Shared data that is there stays unless a person says otherwise. */
export const shared: Step = async (run) => {
  const { session, shared: source } = run;
  if (source.kind === 'skip') return 'left shared data as it is';
  try {
    const { path, directories } = await initShared(session.context, {
      source,
      signal: session.signal,
      replace: async (existing) => await mayReplace(run, existing),
    });
    return `shared data in ${path}: ${directories.map(({ name, files, state }) => `${name} ${state === 'created' ? 'created' : `${state} (${files} files)`}`).join(', ')}`;
  } catch (error) {
    if (!hasCode(error, 'SHARED_EXISTS') || source.kind !== 'copy') throw error;
    return `kept the shared data that was there; to replace it: ktrdr sandbox init-shared --from '${source.from}'`;
  }
};

async function mayReplace({ session, questions }: SetupRun, existing: readonly string[]): Promise<boolean> {
  if (!questions.asksPerson) return false;
  return await questions.confirm({
    message: `There is shared data already (${existing.join(', ')} in ${session.context.home.shared}). Delete it, and put the copy there?`,
    fallback: false,
    flags: '--shared',
  });
}
