import { execInService, openShell } from '@ktrdr/instance';
import type { Handler } from '../../command/handler.ts';
import { isOnTerminal } from '../../command/is-on-terminal.ts';
import { orNameInstance } from '../../command/or-name-instance.ts';
import { theInstance, type Which } from '../../command/the-instance.ts';
import { assertWithoutJson } from '../../command/without-json.ts';
import type { ExecOptions } from '../exec/flags.ts';

/** `shell` in a container of this instance; what is behind the service runs instead of the shell. */
export function shell(which: Which): Handler<ExecOptions> {
  return async (session, options, [word, ...command]) => {
    const { context, signal } = session;
    assertWithoutJson(
      session,
      'A shell',
      'Leave out --json; you can give commands on standard input: echo env | ktrdr sandbox shell',
    );
    const service = word ?? 'backend';
    const terminal = isOnTerminal(session);
    const typed = { command: 'ktrdr shell', word, instance: options.instance };
    return await orNameInstance(session, typed, async () => {
      const instance = await theInstance(session, { which, verb: 'shell', name: options.instance });
      if (command.length > 0) return await execInService(context, instance, { service, command, terminal, signal });
      // Not where its output goes on: that is the shell's alone.
      if (terminal) session.announce('A shell in', instance);
      return await openShell(context, instance, { service, terminal, signal });
    });
  };
}
