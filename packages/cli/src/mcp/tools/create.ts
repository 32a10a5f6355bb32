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
    'Make a sandbox: a worktree of its own beside the main one, and a slot. It is yours from then on. It does not start it: use up.',
  input: z.strictObject({
    instance: told(called, 'What it is to be called: feat-x becomes ktrdr--feat-x.'),
    branch: told(
      z.optional(z.string()),
      'Check out this branch; it is made if there is none. Without it: as it is called.',
    ),
    from: told(
      z.optional(z.string()),
      'Where a new branch starts. Without it: the default branch of the remote, as it is now.',
    ),
    slot: told(z.optional(z.int().check(z.gte(1), z.lte(10))), 'Without it: the lowest free one.'),
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
      throw new CodedError(`${directory}, where ktrdr mcp was started, does not exist any more`, {
        code: 'NO_DIRECTORY',
        hint: 'Let the person start the agent in a worktree of the repository.',
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
    const stands = `The sandbox ${instance.id} is created and stays: ${instance.path}. To start it: the tool up`;
    if (hook !== undefined) await runPostCreate(context, instance, hook, { stands, signal });
    return { ...(await describe(context, instance)), ...branchDocument(created) };
  },
});
