import * as z from 'zod/mini';
import { listDocument } from '../../documents/list-document.ts';
import { told } from '../../documents/told.ts';
import { instance } from '../inputs.ts';
import { defineTool, MINUTE_MS } from '../tool.ts';

export const list = defineTool({
  name: 'list',
  description: 'List your instances: the sandbox that the server was started in, and the sandboxes that you created.',
  input: z.strictObject({
    instance: told(instance, 'Only this instance (default: all of yours, and only yours).'),
    git: told(z.optional(z.boolean()), 'Also show uncommitted and unpushed work.'),
  }),
  output: listDocument,
  annotations: { readOnlyHint: true },
  timeoutMs: 2 * MINUTE_MS,
  async run(call, { instance: name, git = false }) {
    const only = name === undefined ? undefined : await call.find(name);
    const { listInstances } = await import('../../chunks/listing.ts');
    const instances = await listInstances(call.context, { git, urls: true });
    return { instances: instances.filter(({ id }) => only === undefined || id === only.id) };
  },
});
