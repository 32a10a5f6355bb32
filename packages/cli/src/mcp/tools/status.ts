import * as z from 'zod/mini';
import { statusDocument } from '../../documents/status-document.ts';
import { instance } from '../inputs.ts';
import { defineTool, MINUTE_MS } from '../tool.ts';

export const status = defineTool({
  name: 'status',
  description: 'Show the state of an instance: its services, ports, URLs and workers, and what is wrong.',
  input: z.strictObject({ instance }),
  output: statusDocument,
  annotations: { readOnlyHint: true },
  timeoutMs: 2 * MINUTE_MS,
  async run({ context, find }, input) {
    const { readStatus } = await import('../../chunks/showing.ts');
    return await readStatus(context, await find(input.instance));
  },
});
