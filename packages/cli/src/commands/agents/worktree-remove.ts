import { resolve } from 'node:path';
import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { Context, Instance } from '@ktrdr/instance';
import { isThere, registeredInstances } from '@ktrdr/instance/internal';
import * as z from 'zod/mini';
import { destroyUnseen } from '../../command/destroy-unseen.ts';
import type { Handler } from '../../command/handler.ts';
import { assertWithoutJson } from '../../command/without-json.ts';
import { readHookInput } from './read-hook-input.ts';

/** `agents worktree-remove`: destroys the sandbox whose worktree Claude Code wants removed, unless something would be lost with it. */
export const worktreeRemove: Handler<object> = async (session) => {
  assertWithoutJson(session, 'agents worktree-remove', 'Claude Code does not read its output. Leave out --json.');
  const { context, signal, style } = session;
  const { worktree_path: path } = await readHookInput(session, { worktree_path: z.string() });
  const instance = await sandboxAt(context, path);
  if (instance === undefined) {
    if (!(await isThere(path))) return session.print(`${path} is already gone; nothing was done`);
    throw new CodedError(`${path} is not a ktrdr sandbox; nothing was done`, {
      code: 'NO_SUCH_INSTANCE',
      hint: `To remove a worktree that git created: git worktree remove ${quoteArgument(path)}`,
    });
  }
  // Nothing before: Claude Code shows the first line of what a hook that fails has written.
  await destroyUnseen(context, instance, { signal });
  session.print(`${style.green('✓')} ${instance.id} is destroyed; its branch is kept`);
};

/** The sandbox of exactly that directory: neither what lies in one nor a link to it. */
async function sandboxAt(context: Context, path: string): Promise<Instance | undefined> {
  const sandboxes = (await registeredInstances(context)).filter(({ kind }) => kind.name === 'sandbox');
  return sandboxes.find((one) => one.path === resolve(path));
}
