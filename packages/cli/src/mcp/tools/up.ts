import * as z from 'zod/mini';
import { instanceDocument } from '../../documents/instance-document.ts';
import { told } from '../../documents/told.ts';
import { instance } from '../inputs.ts';
import { defineTool, MINUTE_MS } from '../tool.ts';

const USUAL_S = 120;
const LONGEST_S = 600;

export const up = defineTool({
  name: 'up',
  description:
    'Start an instance and wait until it is ready; where it is not, say what is wrong, service by service. One that runs already is left as it is. Takes minutes where images are built.',
  input: z.strictObject({
    instance,
    noSecrets: told(
      z.optional(z.boolean()),
      "Start with the Compose file's insecure defaults, and do not ask 1Password, which may ask the person.",
    ),
    workers: told(z.optional(z.int().check(z.gte(0), z.lte(99))), 'Run only so many workers, now and later.'),
    build: told(z.optional(z.boolean()), 'Build images even if they exist.'),
    timeoutSeconds: told(
      z.optional(z.int().check(z.gte(1), z.lte(LONGEST_S))),
      `Give up after so long, counted from the first container; ${USUAL_S} without it.`,
    ),
  }),
  output: instanceDocument,
  annotations: { destructiveHint: false, idempotentHint: true },
  timeoutMs: 45 * MINUTE_MS,
  async run({ context, lane, signal, find }, input) {
    const { noSecrets = false, workers, build = false, timeoutSeconds = USUAL_S } = input;
    const { describe, findHook, owesPostCreate, runHook, runPostCreate, startStack } =
      await import('../../chunks/changing.ts');
    const found = await find(input.instance);
    const hook = await findHook(context, 'post-up');
    const owed = await findHook(context, 'post-create');
    if (owed !== undefined && (await owesPostCreate(context, found)))
      await runPostCreate(context, found, owed, { stands: 'Nothing was started.', signal });
    const containers = await startStack(context, found, {
      build,
      wait: true,
      timeoutMs: timeoutSeconds * 1000,
      noSecrets,
      workers,
      cwd: lane.agent.directory,
      signal,
    });
    const stands = `${found.id} runs all the same, and is ready.`;
    if (hook !== undefined) await runHook(context, found, hook, { stands, signal });
    return await describe(context, found, containers);
  },
});
