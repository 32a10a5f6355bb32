import { quoteArgument } from '@ktrdr/errors';
import { runPostCreate } from '@ktrdr/instance';
import { hookOf } from '../../command/hook-of.ts';
import type { Handler } from '../../command/handler.ts';
import { butCreated, thatCreated } from '../create/but-created.ts';
import { makeOrFind } from '../create/make-or-find.ts';
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
    await runPostCreate(context, instance, hook, { stands: thatCreated(instance, again), signal });
  const { description, lines } = await startInstance(session, instance, flags).catch((error: unknown) => {
    throw created === undefined ? error : butCreated(error, instance, again);
  });
  session.result({ ...description, branch: branch ?? null, created: created !== undefined }, lines);
};
