import { quoteArgument } from '@ktrdr/errors';
import { destroyInstance, type DestroyPlan, type Instance, planDestroy } from '@ktrdr/instance';
import { countWork, resolveSandbox } from '@ktrdr/instance/internal';
import { directoryOf } from '../../command/current-directory.ts';
import { goneForGood } from '../../command/gone-for-good.ts';
import type { Handler } from '../../command/handler.ts';
import { hookOf } from '../../command/hook-of.ts';
import type { DestroyOptions } from './flags.ts';
import { notConfirmed } from '../../command/not-confirmed.ts';
import type { Process, Session } from '@ktrdr/terminal';
import { describeStaying, whatIsGone } from '../../command/volumes-of-plan.ts';
import { destroyDocument, takesDirectory } from './destroy-document.ts';
import { describeDestroyPlan, whatBecameOfBranch, whatBecameOfFiles } from './describe-destroy-plan.ts';

/** `sandbox destroy` */
export const destroy: Handler<DestroyOptions> = async (session, flags) => {
  const { context, process } = session;
  const directory = (): string => directoryOf(process);
  await destroySandbox(session, await resolveSandbox(context, { name: flags.name, directory, verb: 'destroy' }), flags);
};

export interface DestroySandboxOptions {
  /** Whether a person is asked about a branch that may go, where no flag has said that it goes. @default no */
  readonly offersBranch?: boolean;
}

/** Destroys a sandbox, or says what would go. */
export async function destroySandbox(
  session: Session,
  instance: Instance,
  flags: DestroyOptions,
  options: DestroySandboxOptions = {},
): Promise<void> {
  const { context, signal, style } = session;
  const { force = false, keepVolumes = false, keepWorktree = false, dryRun = false } = flags;
  const offersBranch = options.offersBranch === true && flags.deleteBranch !== true;
  const deleteBranch = flags.deleteBranch === true || offersBranch ? { fetch: !dryRun } : undefined;
  session.announce(dryRun ? 'Would destroy' : 'Destroying', instance);
  if (dryRun) {
    const plan = await planDestroy(context, instance, { force, keepVolumes, keepWorktree, deleteBranch });
    session.result(destroyDocument(plan, { destroyed: false }), [
      ...describeDestroyPlan(plan, { offersBranch }),
      dryRunOf(plan, force),
    ]);
    return;
  }
  const destroyed = await destroyInstance(context, instance, {
    force,
    keepVolumes,
    keepWorktree,
    deleteBranch,
    // Who types --yes has not seen what there is.
    ignored: flags.discardIgnored === true ? 'discard' : session.yes && !force ? 'refuse' : 'ask',
    takenOver: session.yes && !force ? 'refuse' : 'ask',
    unkept: session.yes || force ? 'refuse' : 'ask',
    hook: await hookOf(session, 'pre-destroy', flags),
    signal,
    confirm: async (plan) => {
      session.print(...describeDestroyPlan(plan, { offersBranch }));
      return force || (await session.confirm(`Destroy ${instance.id}${goneForGood(plan)}?`));
    },
    confirmBranch: offersBranch
      ? async ({ name, reason }) =>
          await session.ask(`Also delete its branch ${name}, whose commits are all elsewhere (${reason})?`)
      : undefined,
  });
  if (destroyed === undefined) throw notConfirmed(session, `Destroying ${instance.id}`);
  session.result(destroyDocument(destroyed, { destroyed: true }), [
    `${style.green('✓')} ${instance.id} is destroyed: ${whatIsGone(destroyed)}, and slot ${instance.slot} is free`,
    ...describeStaying(destroyed),
    `  ${whatBecameOfFiles(destroyed)}`,
    ...whatBecameOfBranch(destroyed),
    ...whereToGo(session, instance, destroyed),
  ]);
}

function dryRunOf({ work }: DestroyPlan, force: boolean): string {
  const done = 'Nothing was changed: this was a dry run.';
  if (work.lost.length === 0 || force) return done;
  return `${done} As it is, the command refuses: ${countWork(work.lost)} would be lost.`;
}

function whereToGo({ process }: Session, { path }: Instance, { place, mainWorktree }: DestroyPlan): string[] {
  const isReplaced = place.kind === 'remove-worktree' && place.isReplaced === true;
  if (!takesDirectory(place) || isReplaced || mainWorktree === undefined) return [];
  const here = process.env['PWD'] ?? '';
  const standsInIt = !isThere(process) || here === path || here.startsWith(`${path}/`);
  return standsInIt ? [`  Your current directory is gone. Continue with: cd ${quoteArgument(mainWorktree)}`] : [];
}

function isThere({ cwd }: Process): boolean {
  try {
    cwd();
    return true;
  } catch {
    return false;
  }
}
