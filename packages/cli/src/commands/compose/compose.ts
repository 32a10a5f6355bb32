import { CodedError } from '@ktrdr/errors';
import { passToCompose } from '@ktrdr/instance';
import type { Handler } from '../../command/handler.ts';
import { theInstance } from '../../command/the-instance.ts';
import { assertWithoutJson } from '../../command/without-json.ts';
import type { ComposeOptions } from './flags.ts';

/** `compose`: Docker Compose itself, as the instance's. */
export const compose: Handler<ComposeOptions> = async (session, { instance: name, secrets }, args) => {
  assertWithoutJson(session, 'compose', 'Compose has its own: ktrdr compose -- ps --format json');
  if (args.length === 0) {
    throw new CodedError('Which Docker Compose command should run?', {
      code: 'USAGE',
      hint: 'Give the command after --: ktrdr compose -- ps. For a list of commands: ktrdr compose -- --help',
    });
  }
  const instance = await theInstance(session, { which: 'any', verb: 'compose', name });
  const { context, process, signal } = session;
  return await passToCompose(context, instance, { args, noSecrets: !secrets, cwd: process.cwd(), signal });
};
