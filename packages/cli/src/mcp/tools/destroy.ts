import * as z from 'zod/mini';
import { destroyedSandboxDocument } from '../../documents/destroy-documents.ts';
import { told } from '../../documents/told.ts';
import { exactInstance } from '../inputs.ts';
import { defineTool, MINUTE_MS } from '../tool.ts';

const choice = z.optional(z.boolean());

export const destroy = defineTool({
  name: 'destroy',
  description:
    'Remove a sandbox: its containers, networks, volumes with the database, and the worktree created for it; its branch stays. Refuses if work that exists nowhere else, or files that nothing rebuilds, would be lost: commit and push first, or ask the person.',
  input: z.strictObject({
    instance: exactInstance,
    dryRun: told(choice, 'Only show what would be removed.'),
    keepVolumes: told(choice, 'Keep the volumes and the database in them.'),
    keepWorktree: told(choice, 'Keep the directory, except for .env.sandbox.'),
    deleteBranch: told(choice, 'Also delete the branch if it is merged or has no commits of its own.'),
  }),
  output: destroyedSandboxDocument,
  annotations: { destructiveHint: true },
  timeoutMs: 15 * MINUTE_MS,
  async run({ context, signal, find }, input) {
    const { dryRun = false, keepVolumes = false, keepWorktree = false } = input;
    const { destroyDocument, destroyUnseen, planDestroy } = await import('../../chunks/changing.ts');
    const found = await find(input.instance, { exact: true });
    const choices = {
      force: false,
      keepVolumes,
      keepWorktree,
      deleteBranch: input.deleteBranch === true ? { fetch: !dryRun } : undefined,
    };
    if (dryRun) return destroyDocument(await planDestroy(context, found, choices), { destroyed: false });
    const destroyed = await destroyUnseen(context, found, { ...choices, signal });
    return destroyDocument(destroyed, { destroyed: true });
  },
});
