import * as z from 'zod/mini';
import { whyDocument } from '../../documents/why-document.ts';
import { instance } from '../inputs.ts';
import { defineTool, MINUTE_MS } from '../tool.ts';

export const why = defineTool({
  name: 'why',
  description:
    'Explain what is wrong with an instance: the evidence, what follows from it, and the command that fixes it.',
  input: z.strictObject({ instance }),
  output: whyDocument,
  annotations: { readOnlyHint: true },
  timeoutMs: 2 * MINUTE_MS,
  async run({ context, find }, input) {
    const found = await find(input.instance);
    const { explain } = await import('../../chunks/explaining.ts');
    const explanation = await explain(context, found);
    if (explanation.causes.length > 0) {
      const { recordExplained, resolvedText } = await import('../../chunks/changing.ts');
      await recordExplained(context, found, {
        explanation,
        composeFile: async () => await resolvedText(context, found),
      });
    }
    return explanation;
  },
});
