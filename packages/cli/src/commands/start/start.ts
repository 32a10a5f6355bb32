import { hasCode, quoteArgument } from '@ktrdr/errors';
import { type CreatedSandbox, type Instance, runHook } from '@ktrdr/instance';
import { madeBefore } from '@ktrdr/instance/internal';
import type { Session } from '@ktrdr/terminal';
import { hookOf } from '../../command/hook-of.ts';
import type { Handler } from '../../command/handler.ts';
import { butCreated, thatCreated } from '../create/but-created.ts';
import { describeBranch } from '../create/describe-branch.ts';
import { makeSandbox } from '../create/make-sandbox.ts';
import { startInstance } from '../up/start-instance.ts';
import type { StartOptions } from './flags.ts';

/** `start`: `sandbox create`, where that is still to be done, and `up`. */
export const start: Handler<StartOptions> = async (session, flags, [name = '']) => {
  const { context, signal } = session;
  const hook = await hookOf(session, 'post-create', flags);
  const { instance, branch, created } = await makeOrFind(session, name, flags);
  signal.throwIfAborted();
  const again = `ktrdr start ${quoteArgument(name)}${flags.secrets ? '' : ' --no-secrets'}`;
  if (created !== undefined && hook !== undefined)
    await runHook(context, instance, hook, { stands: thatCreated(instance, again), signal });
  const { description, lines } = await startInstance(session, instance, flags).catch((error: unknown) => {
    throw created === undefined ? error : butCreated(error, instance, again);
  });
  session.result({ ...description, branch: branch ?? null, created: created !== undefined }, lines);
};

interface Made {
  readonly instance: Instance;
  readonly branch: string | undefined;
  /** Undefined where it was there already: somebody has made it, or this command was interrupted. */
  readonly created: CreatedSandbox | undefined;
}

async function makeOrFind(session: Session, name: string, flags: StartOptions): Promise<Made> {
  const { context, process, style } = session;
  try {
    const created = await makeSandbox(session, name, flags);
    const { instance } = created;
    session.print(
      `${style.green('✓')} ${instance.id} created: ${instance.path}, slot ${instance.slot}`,
      describeBranch(created.branch),
    );
    return { instance, branch: created.branch.name, created };
  } catch (error) {
    if (!hasCode(error, 'INSTANCE_EXISTS')) throw error;
    const found = await madeBefore(context, { name, directory: process.cwd() });
    if (found === undefined || (flags.branch !== undefined && flags.branch !== found.branch)) throw error;
    const { instance, branch } = found;
    session.print(
      `${instance.id} is there already: ${instance.path}, slot ${instance.slot}, branch ${branch ?? 'unknown'}`,
    );
    return { instance, branch, created: undefined };
  }
}
