import { type Kind, resolveInstance, status as readStatus } from '@ktrdr/instance';
import { formatStatus } from '@ktrdr/terminal';
import type { Handler } from '../command.ts';

/** `status` of an instance of this kind, in whose directory it is called. */
export function status(kind: Kind['name']): Handler<object> {
  return async (session) => {
    const instance = await resolveInstance(session.context, {
      kind,
      directory: session.process.cwd(),
      verb: 'status',
    });
    const found = await readStatus(session.context, instance);
    session.result(found, formatStatus(found, session.style));
  };
}
