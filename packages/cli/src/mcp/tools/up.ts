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
    'Start an instance and wait until it is ready; if it does not become ready, say what is wrong, service by service. An instance that is already running stays as it is. Takes minutes if images must be built.',
  input: z.strictObject({
    instance,
    noSecrets: told(
      z.optional(z.boolean()),
      "Start with the Compose file's insecure defaults, without 1Password, which may prompt the person.",
    ),
    workers: told(z.optional(z.int().check(z.gte(0), z.lte(99))), 'Run only this many workers from now on.'),
    build: told(z.optional(z.boolean()), 'Build images even if they exist.'),
    timeoutSeconds: told(
      z.optional(z.int().check(z.gte(1), z.lte(LONGEST_S))),
      `Give up after this long, counted from the first container (default: ${USUAL_S}).`,
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
    const stands = `${found.id} is running and ready all the same.`;
    if (hook !== undefined) await runHook(context, found, hook, { stands, signal });
    return await describe(context, found, containers);
  },
});
