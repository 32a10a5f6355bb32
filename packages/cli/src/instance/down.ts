import { describe, type Kind, resolveInstance, stop } from '@ktrdr/instance';
import { notConfirmed } from '../not-confirmed.ts';
import type { Handler } from '../command.ts';

/** `down` of an instance of this kind, in whose directory it is called. */
export function down(kind: Kind['name']): Handler<{ readonly volumes?: boolean }> {
  return async (session, flags) => {
    const { context, process, signal } = session;
    const instance = await resolveInstance(context, { kind, directory: process.cwd(), verb: 'down' });
    const volumes = flags.volumes === true;
    session.announce('Stopping', instance);
    const confirm = async (): Promise<boolean> =>
      await session.confirm(`Remove the volumes of ${instance.id} too, and the database in them?`);
    if (!(await stop(context, instance, { volumes, confirm, signal })))
      throw notConfirmed(`Removing the volumes of ${instance.id}`);
    session.result(await describe(context, instance), [
      `${session.style.green('✓')} ${instance.id} is stopped; its volumes ${volumes ? 'are gone' : 'are kept'}`,
    ]);
    return 0;
  };
}
