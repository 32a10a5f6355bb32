import * as z from 'zod/mini';
import { capturedDocument } from '../../documents/tool-documents.ts';
import { told } from '../../documents/told.ts';
import { instance, name } from '../inputs.ts';
import { defineTool, MINUTE_MS } from '../tool.ts';

/** Of each output (characters). */
const MOST = 50_000;
const USUAL_S = 60;
const LONGEST_S = 600;

export const exec = defineTool({
  name: 'exec',
  description:
    'Run a command in the container of a service, without a terminal and with empty standard input. Secrets are removed from its output. If the call is cancelled or takes too long, the command keeps running in the container.',
  input: z.strictObject({
    instance,
    service: told(name, 'The service, such as backend or db.'),
    command: told(
      z.array(z.string()).check(z.minLength(1)),
      'The program and its arguments, without a shell: ["alembic", "current"], or ["sh", "-c", "…"].',
    ),
    timeoutSeconds: told(
      z.optional(z.int().check(z.gte(1), z.lte(LONGEST_S))),
      `How long to wait for it (default: ${USUAL_S}). After that, it keeps running in the container.`,
    ),
  }),
  output: capturedDocument,
  annotations: { destructiveHint: true },
  // Its own limit comes first.
  timeoutMs: LONGEST_S * 1000 + 2 * MINUTE_MS,
  async run({ context, signal, find }, input) {
    const { captureInService } = await import('../../chunks/changing.ts');
    const found = await find(input.instance);
    const { command, timeoutSeconds = USUAL_S } = input;
    const captured = await captureInService(context, found, {
      service: input.service,
      command,
      timeoutMs: timeoutSeconds * 1000,
      most: MOST,
      signal,
    });
    return { id: found.id, service: input.service, ...captured };
  },
});
