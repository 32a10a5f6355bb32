import { CodedError } from '@ktrdr/errors';
import { sandboxId } from '@ktrdr/instance/internal';
import * as z from 'zod/mini';
import { createdDocument } from '../../documents/instance-document.ts';
import { told } from '../../documents/told.ts';
import { name as called } from '../inputs.ts';
import { defineTool, MINUTE_MS } from '../tool.ts';

export const create = defineTool({
  name: 'create',
  description:
    'Create a sandbox: its own worktree beside the main worktree, and a slot. It is yours from then on. This does not start it: use up.',
  input: z.strictObject({
    instance: told(called, 'Its name: feat-x becomes ktrdr--feat-x.'),
    branch: told(
      z.optional(z.string()),
      'Check out this branch, and create it if it does not exist (default: the name of the sandbox).',
    ),
    from: told(
      z.optional(z.string()),
      "Where a new branch starts (default: the remote's default branch, freshly fetched).",
    ),
    slot: told(z.optional(z.int().check(z.gte(1), z.lte(10))), 'The slot (default: the lowest free slot).'),
  }),
  output: createdDocument,
  annotations: { destructiveHint: false },
  timeoutMs: 15 * MINUTE_MS,
  async run({ making, lane, signal }, { instance: name, branch, from, slot }) {
    const context = making(sandboxId(name));
    const { agent } = lane;
    const { directory } = agent;
    const { isStillThere } = await import('../../chunks/using.ts');
    if (!(await isStillThere(agent))) {
      throw new CodedError(`${directory}, where ktrdr mcp was started, no longer exists`, {
        code: 'NO_DIRECTORY',
        hint: 'Ask the person to start the agent in a worktree of the repository.',
      });
    }
    const { branchDocument, createSandbox, describe, findHook, readUserSettings, runPostCreate } =
      await import('../../chunks/changing.ts');
    const { sandbox: usual = {} } = await readUserSettings(context.home);
    const hook = await findHook(context, 'post-create');
    const created = await createSandbox(context, {
      name,
      branch,
      from,
      slot,
      usualFrom: usual.from,
      own: usual.own,
      lean: usual,
      directory,
      madeFor: agent,
      keepVolumes: false,
      signal,
    });
    const { instance } = created;
    const stands = `The sandbox ${instance.id} was created and stays: ${instance.path}. To start it: the up tool`;
    if (hook !== undefined) await runPostCreate(context, instance, hook, { stands, signal });
    return { ...(await describe(context, instance)), ...branchDocument(created) };
  },
});
