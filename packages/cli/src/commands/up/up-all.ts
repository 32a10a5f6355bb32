import { instancesWithContainers } from '@ktrdr/instance';
import type { Session } from '@ktrdr/terminal';
import { assertNoName, eachInstance } from '../../command/each-instance.ts';
import { leftElsewhere } from '../../command/left-elsewhere.ts';
import type { UpOptions } from './flags.ts';
import { startInstance } from './start-instance.ts';
import { assertSuitsKind } from './suits-kind.ts';

/** Starts those whose containers are there: `down` removes them, a reboot does not. */
export async function upAll(session: Session, flags: UpOptions, name: string | undefined): Promise<number> {
  assertNoName(name, 'up');
  const instances = await instancesWithContainers(session.context);
  // Of these it is told, one after another, why they are not started.
  const elsewhere = await leftElsewhere(session, instances);
  if (instances.length === 0)
    session.print(
      elsewhere.length === 0
        ? 'No instance has containers: each was stopped with down, or never started.'
        : 'No instance has containers on this Engine.',
    );
  return await eachInstance(session, [...instances, ...elsewhere], async (instance) => {
    assertSuitsKind(instance, flags);
    const { lines } = await startInstance(session, instance, flags);
    session.end();
    session.print(...lines);
  });
}
