import { quoteArgument } from '@ktrdr/errors';
import { owesPostCreate, runPostCreate } from '@ktrdr/instance';
import { fittingName } from '@ktrdr/instance/internal';
import * as z from 'zod/mini';
import type { Handler } from '../../command/handler.ts';
import { hookOf } from '../../command/hook-of.ts';
import { assertWithoutJson } from '../../command/without-json.ts';
import { thatCreated } from '../create/but-created.ts';
import { makeOrFind } from '../create/make-or-find.ts';
import { readHookInput } from './read-hook-input.ts';

/**
 * `agents worktree-create`: makes a sandbox where Claude Code wants a worktree, and prints where it is and nothing else. It is not started. Claude Code
 * knows nothing of the length that a sandbox's name may have.
 */
export const worktreeCreate: Handler<object> = async (session) => {
  assertWithoutJson(session, 'agents worktree-create', 'It prints the path of the worktree. Leave out --json.');
  const { context, process, signal } = session;
  const input = await readHookInput(session, { name: z.string(), cwd: z.optional(z.string()) });
  const hook = await hookOf(session, 'post-create', { hooks: true });
  const { instance, created } = await makeOrFind(session, fittingName(input.name), {
    directory: input.cwd ?? process.cwd(),
  });
  signal.throwIfAborted();
  if (hook !== undefined && (created !== undefined || (await owesPostCreate(context, instance)))) {
    const stands = thatCreated(instance, `ktrdr up ${quoteArgument(instance.id)}`);
    await runPostCreate(context, instance, hook, { stands, signal });
  }
  process.stdout.write(`${instance.path}\n`);
};
