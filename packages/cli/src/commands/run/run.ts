import { CodedError } from '@ktrdr/errors';
import { hostVariables } from '@ktrdr/instance';
import { exitCodeOf } from '@ktrdr/instance/internal';
import type { Handler } from '../../command/handler.ts';
import { tellAside } from '../../command/tell-aside.ts';
import { theInstance } from '../../command/the-instance.ts';
import { assertWithoutJson } from '../../command/without-json.ts';
import type { ExecOptions } from '../exec/flags.ts';

/** As shells have it. */
const NOT_EXECUTABLE = 126;

/** `run`: a command on this machine that gets the variables of `env`, password included, which is printed nowhere. */
export const run: Handler<ExecOptions> = async (session, options, [program = '', ...args]) => {
  assertWithoutJson(session, 'run', 'Leave out --json, or put it after -- to pass it to the command.');
  const instance = await theInstance(session, { which: 'any', verb: 'run', name: options.instance });
  const { context, process, signal } = session;
  const { variables, unknown } = await hostVariables(context, instance, { secrets: true });
  tellAside(
    session,
    unknown.map((text) => `Unknown: ${text}`),
  );
  const result = await context.handOver(
    async () =>
      await context.run(program, args, {
        env: { ...process.env, ...variables },
        cwd: process.cwd(),
        interactive: true,
        signal,
      }),
  );
  signal.throwIfAborted();
  if (result.missing) {
    throw new CodedError(`${program} was not found`, {
      code: 'COMMAND_NOT_FOUND',
      hint: 'The command runs on this machine. To run one in a container: ktrdr exec <service> -- …',
    });
  }
  const isStarted = result.exitCode !== undefined || result.signal !== undefined;
  if (!isStarted) {
    tellAside(session, [result.stderr.trim()]);
    return NOT_EXECUTABLE;
  }
  return exitCodeOf(result);
};
