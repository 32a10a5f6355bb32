import { status as readStatus } from '@ktrdr/instance';
import { formatStatus } from '@ktrdr/terminal';
import type { Handler } from '../../command/handler.ts';
import { theInstance, type Which } from '../../command/the-instance.ts';
import type { StatusOptions } from './flags.ts';

/** As of an `up` that is not ready. */
const NOT_WELL = 2;

/** `status` of this instance. */
export function status(which: Which): Handler<StatusOptions> {
  return async (session, { check }, [name]) => {
    const instance = await theInstance(session, { which, verb: 'status', name });
    const found = await readStatus(session.context, instance);
    // Read for people alone: programs ask often.
    const { isTTY } = session.process.stdout;
    const urls = isTTY
      ? await (await import('@ktrdr/terminal/shown-urls')).shownUrls(session, instance, found.urls)
      : found.urls;
    session.result(found, formatStatus({ ...found, urls }, session.style));
    return check === true && !found.isWell ? NOT_WELL : 0;
  };
}
