import { describe, type Instance, stop, type StoppedVolumes } from '@ktrdr/instance';
import { notConfirmed } from '../../command/not-confirmed.ts';
import { describeReplaced, describeVolumes, whatStays } from '../../command/volumes-of-plan.ts';
import type { Handler } from '../../command/handler.ts';
import { theInstance, type Which } from '../../command/the-instance.ts';
import { tellOfHostServices } from '../../command/tell-of-host-services.ts';
import { whatIsKept } from '../../command/what-is-kept.ts';
import { downAll } from './down-all.ts';
import type { DownOptions } from './flags.ts';

/** `down` of this instance. */
export function down(which: Which): Handler<DownOptions> {
  return async (session, flags, [name]) => {
    const { context, signal } = session;
    const { volumes = false, force = false } = flags;
    if (flags.all === true) return await downAll(session, name);
    const instance = await theInstance(session, { which, verb: 'down', name, exact: volumes });
    session.announce('Stopping', instance);
    const confirm = async (found: StoppedVolumes): Promise<boolean> => {
      session.print(...describeVolumes({ ...found, volumes: found.removed }));
      return force || (await session.confirm(question(instance, found)));
    };
    const stopped = await stop(context, instance, {
      volumes,
      confirm,
      // Who types --yes has not seen what there is.
      takenOver: session.yes && !force ? 'refuse' : 'ask',
      signal,
    });
    if (stopped === undefined) throw notConfirmed(session, `Removing the volumes of ${instance.id}`);
    await tellOfHostServices(session, instance);
    const { removed, staying, replaced } = stopped;
    const document = {
      ...(await describe(context, instance)),
      ...(volumes ? { volumes: { removed, staying: [...staying, ...replaced] } } : {}),
    };
    const outcome = volumes ? whatBecameOf(stopped) : whatIsKept(stopped);
    session.result(document, [`${session.style.green('✓')} ${instance.id} is stopped; ${outcome}`]);
    return 0;
  };
}

function question({ id }: Instance, { removed, takenOver }: StoppedVolumes): string {
  if (removed.length === 0) return `Stop ${id}?`;
  const others =
    takenOver.length === 0 ? '' : `, including the volumes that it has taken over (${takenOver.join(', ')})`;
  return `Also remove the volumes of ${id} and the data in them${others}?`;
}

function whatBecameOf({ removed, standingFor, staying, replaced, missing }: StoppedVolumes): string {
  const none = missing.length === 0 ? 'it had no volumes' : 'no volumes were removed';
  const had = replaced.length === 0 ? [none] : [];
  return [
    ...(removed.length === 0 ? had : [`its volumes are gone: ${removed.join(', ')}`]),
    ...standingFor.map(whatStays),
    ...(replaced.length === 0 ? [] : [describeReplaced(replaced)]),
    ...(missing.length === 0 ? [] : [`these are already gone, or are on another Engine: ${missing.join(', ')}`]),
    ...(staying.length === 0 ? [] : [`these were not created for it and stay: ${staying.join(', ')}`]),
  ].join('; ');
}
