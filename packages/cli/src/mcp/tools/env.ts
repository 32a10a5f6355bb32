import * as z from 'zod/mini';
import { variablesDocument } from '../../documents/use-documents.ts';
import { instance } from '../inputs.ts';
import { defineTool, MINUTE_MS } from '../tool.ts';

export const env = defineTool({
  name: 'env',
  description:
    'Show the variables that programs on this machine need to reach an instance: URLs, ports, database. Never the database password: `ktrdr run -- <command>` runs a command with it.',
  input: z.strictObject({ instance }),
  output: variablesDocument,
  annotations: { readOnlyHint: true },
  timeoutMs: 2 * MINUTE_MS,
  async run({ context, find }, input) {
    const { hostVariables } = await import('../../chunks/using.ts');
    const found = await find(input.instance);
    const { variables, unknown } = await hostVariables(context, found, { secrets: false });
    for (const text of unknown) context.report({ type: 'note', text: `Unknown: ${text}` });
    return { id: found.id, variables };
  },
});
