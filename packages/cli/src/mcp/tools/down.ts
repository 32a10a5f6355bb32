import * as z from 'zod/mini';
import { stoppedDocument } from '../../documents/instance-document.ts';
import { instance } from '../inputs.ts';
import { defineTool, MINUTE_MS } from '../tool.ts';

export const down = defineTool({
  name: 'down',
  description: 'Stop an instance and remove its containers; its volumes and the database in them stay.',
  input: z.strictObject({ instance }),
  output: stoppedDocument,
  annotations: { destructiveHint: false, idempotentHint: true },
  timeoutMs: 15 * MINUTE_MS,
  async run({ context, signal, find }, input) {
    const { describe, stop } = await import('../../chunks/answering.ts');
    const found = await find(input.instance);
    await stop(context, found, { volumes: false, signal });
    return await describe(context, found);
  },
});
