import { type Instance, instancesElsewhere } from '@ktrdr/instance';
import type { Session } from '@ktrdr/terminal';

/**
 * The instances on another Engine that may have containers there, but for those that are found on this one. Those that were stopped there with `down`
 * are named, and nothing is to be done with them.
 */
export async function leftElsewhere(session: Session, here: readonly Instance[]): Promise<Instance[]> {
  const elsewhere = (await instancesElsewhere(session.context)).filter(
    ({ instance }) => !here.some(({ id }) => id === instance.id),
  );
  const stopped = elsewhere.filter(({ isStopped }) => isStopped);
  for (const { instance } of stopped)
    session.print(`${instance.id} is on another Docker Engine, where it was stopped with down.`);
  return elsewhere.flatMap(({ instance, isStopped }) => (isStopped ? [] : [instance]));
}
