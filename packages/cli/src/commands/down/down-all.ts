import { instancesWithContainers, stop } from '@ktrdr/instance';
import type { Session } from '@ktrdr/terminal';
import { assertNoName, eachInstance } from '../../command/each-instance.ts';
import { leftElsewhere } from '../../command/left-elsewhere.ts';
import { notConfirmed } from '../../command/not-confirmed.ts';
import { tellOfHostServices } from '../../command/tell-of-host-services.ts';
import { whatIsKept } from '../../command/what-is-kept.ts';

/** Stops every instance that runs; asks first. Volumes stay. */
export async function downAll(session: Session, name: string | undefined): Promise<number> {
  assertNoName(name, 'down');
  const { context, signal, style } = session;
  const running = await instancesWithContainers(context, { running: true });
  // Of these it is told, one after another, why they are not stopped.
  const elsewhere = await leftElsewhere(session, running);
  if (running.length === 0) session.print(`No instance is running${elsewhere.length === 0 ? '' : ' on this Engine'}.`);
  else {
    session.print(...running.map(({ id, path }) => `  ${id}  ${path}`));
    const all = running.length === 1 ? 'this instance' : `these ${running.length} instances`;
    if (!(await session.confirm(`Stop ${all}? The volumes are kept.`))) {
      throw notConfirmed(session, `Stopping ${running.map(({ id }) => id).join(', ')}`);
    }
  }
  return await eachInstance(session, [...running, ...elsewhere], async (instance) => {
    session.announce('Stopping', instance);
    const stopped = await stop(context, instance, { volumes: false, signal });
    await tellOfHostServices(session, instance);
    session.end();
    session.print(
      `${style.green('✓')} ${instance.id} is stopped; ${stopped === undefined ? 'its volumes are kept' : whatIsKept(stopped)}`,
    );
  });
}
