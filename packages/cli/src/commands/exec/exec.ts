import { CodedError } from '@ktrdr/errors';
import { execInService } from '@ktrdr/instance';
import type { Handler } from '../../command/handler.ts';
import { isOnTerminal } from '../../command/is-on-terminal.ts';
import { tellAside } from '../../command/tell-aside.ts';
import { orNameInstance } from '../../command/or-name-instance.ts';
import { theInstance } from '../../command/the-instance.ts';
import { assertWithoutJson } from '../../command/without-json.ts';
import type { ExecOptions } from './flags.ts';

/** `exec`: a command in the container of a service, with this command's input and output. */
export const exec: Handler<ExecOptions> = async (session, options, [service = '', ...command]) => {
  assertWithoutJson(session, 'exec', 'Leave out --json, or put it after -- to pass it to the command.');
  if (command.length === 0) {
    throw new CodedError(`Which command should run in ${service}?`, {
      code: 'USAGE',
      hint: `Give the command after --: ktrdr exec ${service} -- env. For a shell: ktrdr shell ${service}`,
    });
  }
  const { context, signal } = session;
  const terminal = isOnTerminal(session);
  const typed = { command: 'ktrdr exec <service>', word: service, instance: options.instance };
  return await orNameInstance(session, typed, async () => {
    const instance = await theInstance(session, { which: 'any', verb: 'exec', name: options.instance });
    try {
      return await execInService(context, instance, { service, command, terminal, signal });
    } finally {
      // Docker passes no signal on.
      if (signal.aborted && !terminal)
        tellAside(session, [
          `Without a terminal, nothing ends the command in the container: it may still be running in ${service}.`,
        ]);
    }
  });
};
