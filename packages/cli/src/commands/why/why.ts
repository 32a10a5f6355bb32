import { explain, findInstance } from '@ktrdr/instance';
import type { recordExplained, resolvedText } from '@ktrdr/instance/internal';
import { formatExplanation } from '@ktrdr/terminal';
import { currentDirectory } from '../../command/current-directory.ts';
import type { Handler } from '../../command/handler.ts';

/** What records an instance in which something was found. */
interface Recorder {
  readonly recordExplained: typeof recordExplained;
  readonly resolvedText: typeof resolvedText;
}

/** `why`: of the instance that is named, or in whose directory it is called. */
export function why(loadRecorder: () => Promise<Recorder>): Handler<object> {
  return async (session, _options, [name]) => {
    const { context, process, style } = session;
    const instance = await findInstance(context, { name, directory: () => process.cwd() });
    const found = await explain(context, instance);
    session.result(found, formatExplanation(found, { instance, directory: currentDirectory(session) ?? '/', style }));
    if (found.causes.length === 0) return;
    // Behind the answer, for which nobody waits longer.
    const recorder = await loadRecorder();
    await recorder.recordExplained(context, instance, {
      explanation: found,
      composeFile: async () => await recorder.resolvedText(context, instance),
    });
  };
}
