import {
  describe,
  type Description,
  type Hook,
  type Instance,
  owesPostCreate,
  runHook,
  runPostCreate,
  start,
} from '@ktrdr/instance';
import { formatAbsentShared, formatElapsed, formatUrls, type Session, shownUrls } from '@ktrdr/terminal';
import { hookOf } from '../../command/hook-of.ts';
import type { UpOptions } from './flags.ts';

/** Starts an instance and says how that goes; gives what to say at the end. */
export async function startInstance(
  session: Session,
  instance: Instance,
  flags: UpOptions & { readonly restart?: readonly string[] },
): Promise<{ readonly description: Description; readonly lines: readonly string[] }> {
  const { context, process, signal } = session;
  const hook = await hookOf(session, 'post-up', flags);
  if (flags.restart === undefined) await runOwed(session, instance, flags);
  session.announce(flags.restart === undefined ? 'Starting' : 'Restarting', instance);
  const begin = performance.now();
  const containers = await start(context, instance, {
    build: flags.build === true,
    wait: flags.wait,
    timeoutMs: flags.timeout * 1000,
    noSecrets: !flags.secrets,
    vault: flags.vault,
    account: flags.account,
    keepVolumes: flags.keepVolumes === true,
    workers: flags.workers,
    without: flags.without,
    with: flags.with,
    composeFiles: flags.composeFile === false ? 'own' : flags.composeFile,
    restart: flags.restart,
    cwd: process.cwd(),
    signal,
  });
  const elapsed = formatElapsed(performance.now() - begin);
  const description = await describe(context, instance, containers);
  if (hook !== undefined) await runAfter(session, instance, hook, flags);
  const lines = [
    `${session.style.green('✓')} ${instance.id} ${flags.wait ? 'is ready' : 'was started without waiting'} (${elapsed})`,
    ...formatUrls(await shownUrls(session, instance, description.urls), description.sharedObservability),
    ...formatAbsentShared(description.sharedObservability),
  ];
  return { description, lines };
}

/** What was to run once, when it was made, and did not end well. */
async function runOwed({ context, signal }: Session, instance: Instance, flags: UpOptions): Promise<void> {
  const owed = await hookOf({ context }, 'post-create', flags);
  if (owed === undefined || !(await owesPostCreate(context, instance))) return;
  context.report({ type: 'note', text: `The hook ${owed.name} has not succeeded yet and runs again.` });
  const stands = `Nothing was started. Once that is fixed: ktrdr up ${instance.id}${flags.secrets ? '' : ' --no-secrets'}`;
  await runPostCreate(context, instance, owed, { stands, signal });
}

async function runAfter(session: Session, instance: Instance, hook: Hook, { wait }: UpOptions): Promise<void> {
  const { context, signal } = session;
  if (wait)
    return await runHook(context, instance, hook, {
      stands: `${instance.id} is running and ready all the same.`,
      signal,
    });
  context.report({ type: 'note', text: `The hook ${hook.name} does not run: with --no-wait, nothing is ready yet.` });
}
