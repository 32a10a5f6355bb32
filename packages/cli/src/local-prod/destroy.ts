import { destroyLocalProd, type DestroyPlan } from '@ktrdr/instance';
import type { Handler } from '../command.ts';
import { notConfirmed } from '../not-confirmed.ts';
import type { Session } from '@ktrdr/terminal';

export const destroy: Handler<{ readonly force?: boolean }> = async (session, { force }) => {
  const destroyed = await destroyLocalProd(session.context, {
    signal: session.signal,
    confirm: async (plan) => {
      showPlan(session, plan);
      return (
        force === true || (await session.confirm(`Destroy ${plan.instance.id}, with the database in its volumes?`))
      );
    },
  });
  if (destroyed === undefined) throw notConfirmed('Destroying local-prod');
  const { instance, containers, volumes } = destroyed;
  session.result({ id: instance.id, path: instance.path, destroyed: true, containers, volumes }, [
    `${session.style.green('✓')} ${instance.id} is destroyed: its containers, networks and volumes are gone, and it is no longer registered`,
    `  Files at ${instance.path} are as they were${destroyed.place.kind === 'remove-marker' ? ', but for .env.sandbox' : ''}`,
  ]);
  return 0;
};

function showPlan(session: Session, { instance, containers, volumes, place }: DestroyPlan): void {
  session.announce('Destroying', instance);
  const here = currentDirectory(session);
  if (here !== instance.path && !here.startsWith(`${instance.path}/`)) {
    session.print(
      `Note: the registered local-prod is ${instance.path}; the current directory, ${here}, is not touched.`,
    );
  }
  if (place.kind === 'leave') session.print(`Note: ${place.reason}; no file there is touched.`);
  session.print(
    `  containers: ${containers.length === 0 ? 'none' : containers.length}`,
    `  volumes:    ${volumes.join(', ') || 'none'}`,
  );
}

/** Destroying works from anywhere, also from a directory that was deleted. */
function currentDirectory({ process }: Session): string {
  try {
    return process.cwd();
  } catch {
    return 'which does not exist any more';
  }
}
