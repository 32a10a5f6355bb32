import { explain, findInstance } from '@ktrdr/instance';
import { recordExplained, resolvedText } from '@ktrdr/instance/internal';
import { formatExplanation } from '@ktrdr/terminal';
import { currentDirectory } from '../../command/current-directory.ts';
import type { Handler } from '../../command/handler.ts';

/** `why`: of the instance that is named, or in whose directory it is called. */
export const why: Handler<object> = async (session, _options, [name]) => {
  const { context, process, style } = session;
  const instance = await findInstance(context, { name, directory: () => process.cwd() });
  const found = await explain(context, instance);
  session.result(found, formatExplanation(found, { instance, directory: currentDirectory(session) ?? '/', style }));
  // Behind the answer, for which nobody waits longer.
  const composeFile = async (): Promise<string | undefined> => await resolvedText(context, instance);
  await recordExplained(context, instance, { explanation: found, composeFile });
  return 0;
};
