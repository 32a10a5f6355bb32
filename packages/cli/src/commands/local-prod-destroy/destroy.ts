import { destroyLocalProd, type DestroyPlan, planLocalProdDestroy } from '@ktrdr/instance';
import { formatAge, type Session } from '@ktrdr/terminal';
import { describeOwnLines, goneForGood } from '../../command/gone-for-good.ts';
import { currentDirectory } from '../../command/current-directory.ts';
import { hookOf } from '../../command/hook-of.ts';
import type { Handler } from '../../command/handler.ts';
import type { DestroyOptions } from './flags.ts';
import { notConfirmed } from '../../command/not-confirmed.ts';
import {
  describeStaying,
  standingForLines,
  stayingLine,
  takenOverLine,
  whatIsGone,
} from '../../command/volumes-of-plan.ts';

export const destroy: Handler<DestroyOptions> = async (session, { force, keepVolumes = false, dryRun, hooks }) => {
  const { context, signal, style } = session;
  if (dryRun === true) {
    const plan = await planLocalProdDestroy(context, { keepVolumes });
    showPlan(session, plan, 'Would destroy');
    session.result(documentOf(plan, { destroyed: false }), ['Nothing was changed: this was a dry run.']);
    return 0;
  }
  const destroyed = await destroyLocalProd(context, {
    signal,
    keepVolumes,
    hook: await hookOf(session, 'pre-destroy', { hooks }),
    // Who types --yes has not seen what there is.
    takenOver: session.yes && force !== true ? 'refuse' : 'ask',
    unkept: session.yes || force === true ? 'refuse' : 'ask',
    confirm: async (plan) => {
      showPlan(session, plan, 'Destroying');
      const { id } = plan.instance;
      return force === true || (await session.confirmByTyping(id, `destroy it${goneForGood(plan)}`));
    },
  });
  if (destroyed === undefined) throw notConfirmed(session, 'Destroying local-prod');
  const { instance, place, keepsEnvFile } = destroyed;
  const withoutMarker = place.kind === 'remove-marker' && !keepsEnvFile;
  session.result(documentOf(destroyed, { destroyed: true }), [
    `${style.green('✓')} ${instance.id} is destroyed: ${whatIsGone(destroyed)}, and it is no longer registered`,
    ...describeStaying(destroyed),
    place.kind === 'leave'
      ? `  No file was touched: ${place.reason}`
      : `  The files in ${instance.path} are unchanged${withoutMarker ? ', except for .env.sandbox' : ''}`,
  ]);
  return 0;
};

function documentOf(
  { instance, containers, volumes, takenOver, volumeFacts, staying, ignored }: DestroyPlan,
  { destroyed }: { readonly destroyed: boolean },
): object {
  const { id, path } = instance;
  const left = { volumesTakenOver: takenOver, volumesLeft: staying };
  return { id, path, destroyed, containers, volumes, volumeFacts, ...left, ignored };
}

function showPlan(session: Session, plan: DestroyPlan, doing: string): void {
  const { instance, containers, place } = plan;
  session.announce(doing, instance);
  const here = currentDirectory(session) ?? 'which no longer exists';
  if (here !== instance.path && !here.startsWith(`${instance.path}/`)) {
    session.print(
      `Note: the registered local-prod is ${instance.path}; the current directory, ${here}, is not touched.`,
    );
  }
  if (place.kind === 'leave') session.print(`Note: ${place.reason}; no file there is touched.`);
  session.print(
    `  containers: ${containers.length === 0 ? 'none' : containers.length}`,
    ...volumeLines(session, plan),
    ...takenOverLine(plan),
    ...standingForLines(plan),
    ...stayingLine(plan),
    ...describeOwnLines(plan),
  );
}

/** A line for each volume, with what it holds and how old it is: a database of months is easily taken for one of today. */
function volumeLines({ context }: Session, { volumeFacts }: DestroyPlan): string[] {
  const now = context.now();
  const lines = volumeFacts.map(({ name, createdAt, size }) => {
    const age = formatAge(createdAt, now);
    const made = age === 'now' ? 'created just now' : `created ${age} ago`;
    return size === null ? `${name}  ${made}` : `${name}  ${size}, ${made}`;
  });
  return (lines.length === 0 ? ['none'] : lines).map(
    (line, index) => `  ${index === 0 ? 'volumes:' : '        '}    ${line}`,
  );
}
