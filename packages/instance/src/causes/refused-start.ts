import type { Context } from '../core/context.ts';
import { type FailedStart, readFailedStart } from './failed-start.ts';
import { REFUSALS } from './refusals.ts';
import { startCause } from './start-cause.ts';

/**
 * The last start of an instance, where it failed and its error names what refused it. Of other failures only who asks for everything knows what is so now:
 * who has the port, say.
 */
export async function refusedStart(context: Pick<Context, 'home'>, id: string): Promise<FailedStart | undefined> {
  const failed = await readFailedStart(context, id);
  if (failed === undefined) return undefined;
  const { code, reasons, detail = '' } = failed;
  const cause = startCause(code, [...reasons, detail]);
  return cause !== undefined && REFUSALS.has(cause) ? failed : undefined;
}
