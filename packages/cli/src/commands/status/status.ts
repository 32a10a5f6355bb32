import { type Kind, status as readStatus } from '@ktrdr/instance';
import { resolveInstance } from '@ktrdr/instance/internal';
import { formatStatus } from '@ktrdr/terminal';
import type { Handler } from '../../command/handler.ts';
import type { StatusOptions } from './flags.ts';

/** As of an `up` that is not ready. */
const NOT_WELL = 2;

/** `status` of an instance of this kind, in whose directory it is called. */
export function status(kind: Kind['name']): Handler<StatusOptions> {
  return async (session, { check }) => {
    const instance = await resolveInstance(session.context, {
      kind,
      directory: session.process.cwd(),
      verb: 'status',
    });
    const found = await readStatus(session.context, instance);
    session.result(found, formatStatus(found, session.style));
    return check === true && !found.isWell ? NOT_WELL : 0;
  };
}
