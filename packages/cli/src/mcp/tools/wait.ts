import * as z from 'zod/mini';
import { told } from '../../documents/told.ts';
import { waitDocument } from '../../documents/why-document.ts';
import { forPrograms } from '../../commands/wait/for-programs.ts';
import { readGoal } from '../../commands/wait/read-goal.ts';
import { instance, readBy } from '../inputs.ts';
import { defineTool, MINUTE_MS } from '../tool.ts';

const USUAL_S = 120;
const LONGEST_S = 600;

export const wait = defineTool({
  name: 'wait',
  description: 'Wait until an instance is ready or stopped; on timeout, say why not.',
  input: z.strictObject({
    instance,
    for: readBy(readGoal, 'ready (default), stopped, or healthy:<service>.'),
    timeoutSeconds: told(
      z.optional(z.int().check(z.gte(1), z.lte(LONGEST_S))),
      `Give up after this long (default: ${USUAL_S}).`,
    ),
  }),
  output: waitDocument,
  annotations: { readOnlyHint: true },
  timeoutMs: LONGEST_S * 1000 + 2 * MINUTE_MS,
  async run({ context, signal, find }, input) {
    const { for: goal = { kind: 'ready' as const }, timeoutSeconds = USUAL_S } = input;
    const { waitFor } = await import('../../chunks/explaining.ts');
    const found = await find(input.instance);
    const result = await waitFor(context, found, { goal, timeoutMs: timeoutSeconds * 1000, signal });
    return { ...result, for: forPrograms(goal) };
  },
});
